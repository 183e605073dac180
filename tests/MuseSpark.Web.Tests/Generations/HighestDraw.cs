using System.Security.Cryptography;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>Chance that draws the highest number each time, so that a share of works is chosen only where it is all of them.</summary>
internal sealed class HighestDraw : RandomNumberGenerator
{
    public override void GetBytes(byte[] data) => Array.Fill(data, byte.MaxValue);

    public override void GetBytes(Span<byte> data) => data.Fill(byte.MaxValue);
}
