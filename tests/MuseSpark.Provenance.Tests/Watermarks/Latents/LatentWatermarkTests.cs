using System.Security.Cryptography;
using MuseSpark.Provenance.Watermarks.Latents;

namespace MuseSpark.Provenance.Tests.Watermarks.Latents;

public sealed class LatentWatermarkTests : IDisposable
{
    private const int Cells = 2048;
    private const ulong Payload = 0x0123_4567_89AB_CDEF;

    private readonly LatentWatermark _watermark = new(SHA256.HashData("one"u8)), _other = new(SHA256.HashData("other"u8));

    public void Dispose()
    {
        _watermark.Dispose();
        _other.Dispose();
    }

    private static float[] Normals(int seed, int cells = Cells)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, cells).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }

    private static byte[] Nonce(int picture) => SHA256.HashData(BitConverter.GetBytes(picture))[..LatentWatermark.NonceLength];

    private float[] Shaped(int picture, ulong payload = Payload)
    {
        var noise = Normals(picture);
        _watermark.Shape(noise, payload, Nonce(picture));
        return noise;
    }

    [Fact]
    public void The_payload_comes_back_from_the_noise_itself()
    {
        var reading = _watermark.Read(Shaped(1), Nonce(1));
        Assert.Equal((Payload, 1), (reading.Payload, reading.Match.Accuracy));
        Assert.InRange(reading.Match.P, 0, 1e-200);
        Assert.Equal(1, _watermark.Match(Shaped(1), Payload, Nonce(1)).Accuracy);
    }

    [Fact]
    public void It_comes_back_when_a_third_of_the_signs_are_wrong()
    {
        var random = new Random(2);
        var noise = Shaped(2);
        for (var i = 0; i < noise.Length; i++)
            if (random.Next(3) == 0) noise[i] = -noise[i];
        var match = _watermark.Match(noise, Payload, Nonce(2));
        Assert.InRange(match.Accuracy, 0.62, 0.71);
        Assert.InRange(match.P, 0, 1e-20);
        Assert.InRange(System.Numerics.BitOperations.PopCount(_watermark.Read(noise, Nonce(2)).Payload ^ Payload), 0, 6);
    }

    [Fact]
    public void Sizes_stay_and_signs_are_like_coins_and_independent_of_each_other()
    {
        double sum = 0, neighbours = 0, total = 0;
        for (var picture = 0; picture < 200; picture++)
        {
            var noise = Shaped(picture, payload: 0);
            Assert.Equal(Normals(picture).Select(Math.Abs), noise.Select(Math.Abs));
            for (var i = 1; i < noise.Length; i++) (sum, neighbours, total) = (sum + Math.Sign(noise[i]), neighbours + Math.Sign(noise[i]) * Math.Sign(noise[i - 1]), total + 1);
        }
        // Four standard errors of a coin.
        Assert.InRange(sum / total, -4 / Math.Sqrt(total), 4 / Math.Sqrt(total));
        Assert.InRange(neighbours / total, -4 / Math.Sqrt(total), 4 / Math.Sqrt(total));
    }

    [Fact]
    public void Another_key_nonce_or_payload_matches_no_better_than_chance()
    {
        for (var picture = 0; picture < 50; picture++)
        {
            var noise = Shaped(picture);
            Assert.InRange(_other.Match(noise, Payload, Nonce(picture)).P, 1e-6, 1);
            Assert.InRange(_watermark.Match(noise, Payload, Nonce(picture + 1)).P, 1e-6, 1);
            Assert.InRange(_watermark.Match(Normals(picture), Payload, Nonce(picture)).P, 1e-6, 1);
        }
    }

    [Fact]
    public void It_is_deterministic_and_safe_for_many_at_once()
    {
        var expected = Shaped(7);
        Parallel.For(0, 64, _ => Assert.Equal(expected, Shaped(7)));
    }

    [Fact]
    public void Lengths_out_of_range_are_refused_with_a_sentence()
    {
        Assert.Contains("32 bytes", Assert.Throws<ArgumentException>(() => new LatentWatermark(new byte[16])).Message);
        Assert.Contains("12 bytes", Assert.Throws<ArgumentException>(() => _watermark.Read(new float[Cells], new byte[8])).Message);
        Assert.Contains("256 to", Assert.Throws<ArgumentException>(() => _watermark.Shape(new float[255], 1, new byte[12])).Message);
    }
}
