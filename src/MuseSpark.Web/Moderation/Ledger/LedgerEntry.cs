using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MuseSpark.Web.Moderation.Ledger;

/// <summary>
/// One line of the record of decisions: it holds the hash of the line before it, so none can be changed or taken out without breaking all
/// that follow (Haber and Stornetta, "How to time-stamp a digital document", 1991).
/// </summary>
public sealed class LedgerEntry
{
    public Guid WorkspaceId { get; init; }

    /// <summary>1, 2, 3... within the workspace.</summary>
    public long Number { get; init; }
    public DateTime At { get; init; }

    /// <summary>Who did it; the empty id when the server did by itself.</summary>
    public Guid ActorId { get; init; }

    /// <value>"decided", "appealed", "policy" and the like.</value>
    public required string Kind { get; init; }

    /// <summary>The case, policy or member it is about.</summary>
    public Guid SubjectId { get; init; }

    /// <summary>What was before and what is after, and why, as JSON. Never the work itself, so that erasing a work needs no hole here.</summary>
    public required string Data { get; init; }

    /// <summary>SHA-256, lower-case hex, of the entry before; zeros for the first.</summary>
    public required string Previous { get; init; }
    public required string Hash { get; init; }

    public static string First { get; } = new('0', 64);

    /// <summary>SHA-256 over all that the entry says; texts with their length in front, so that no two entries read alike.</summary>
    public static string HashOf(Guid workspaceId, long number, DateTime at, Guid actorId, string kind, Guid subjectId, string data, string previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> eight = stackalloc byte[8];
        void Number(long value, Span<byte> buffer)
        {
            BinaryPrimitives.WriteInt64BigEndian(buffer, value);
            hash.AppendData(buffer);
        }

        void Text(string value, Span<byte> buffer)
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            Number(bytes.Length, buffer);
            hash.AppendData(bytes);
        }

        hash.AppendData(workspaceId.ToByteArray(bigEndian: true));
        Number(number, eight);
        // Both databases keep microseconds.
        Number(at.Ticks / TimeSpan.TicksPerMicrosecond, eight);
        hash.AppendData(actorId.ToByteArray(bigEndian: true));
        Text(kind, eight);
        hash.AppendData(subjectId.ToByteArray(bigEndian: true));
        Text(data, eight);
        Text(previous, eight);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public string ExpectedHash() => HashOf(WorkspaceId, Number, At, ActorId, Kind, SubjectId, Data, Previous);
}

/// <summary>The newest entry of a day, signed: whoever kept one can show that the record was cut or rewritten since.</summary>
public sealed class LedgerHead
{
    public Guid WorkspaceId { get; init; }
    public DateOnly Day { get; init; }
    public long Number { get; init; }
    public required string Hash { get; init; }

    /// <summary>COSE_Sign1 over "musespark-ledger|workspace|day|number|hash", base64, with the workspace's certificate chain.</summary>
    public required string Signature { get; init; }
}
