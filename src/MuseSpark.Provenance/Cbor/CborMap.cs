using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace MuseSpark.Provenance.Cbor;

/// <summary>
/// A CBOR map in memory. Keys are text or long; values are null, bool, long, ulong, double, string, byte strings
/// (ReadOnlyMemory&lt;byte&gt;
/// or byte[]), lists (IReadOnlyList&lt;object?&gt;), <see cref="CborMap"/> and <see cref="CborTagged"/>.
/// </summary>
public sealed class CborMap : IEnumerable<KeyValuePair<object, object?>>
{
    private readonly List<KeyValuePair<object, object?>> entries = [];

    public int Count => entries.Count;

    /// <summary>The value of a key, or null. Setting null leaves the key out, so that optional fields need no conditions.</summary>
    public object? this[object key]
    {
        get
        {
            foreach (var entry in entries)
                if (entry.Key.Equals(key)) return entry.Value;
            return null;
        }
        set
        {
            if (value is not null) entries.Add(new(key, value));
        }
    }

    public string? Text(object key) => this[key] as string;

    public CborMap? Map(object key) => this[key] as CborMap;

    public IReadOnlyList<object?>? List(object key) => this[key] as IReadOnlyList<object?>;

    public bool? Flag(object key) => this[key] as bool?;

    /// <summary>A whole number that fits a long, or null.</summary>
    public long? Integer(object key) => this[key] as long?;

    public ReadOnlyMemory<byte>? Bytes(object key) => TryBytes(this[key], out var bytes) ? bytes : null;

    /// <summary>The texts of a list; items that are no text are left out.</summary>
    public IReadOnlyList<string> Texts(object key) => [.. (List(key) ?? []).OfType<string>()];

    /// <summary>A date: text, tagged 0 or plain.</summary>
    public string? Date(object key) =>
        this[key] switch { string text => text, CborTagged { Tag: 0, Value: string text } => text, _ => null };

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void AddRead(object key, object? value) => entries.Add(new(key, value));

    internal static bool TryBytes([NotNullWhen(true)] object? value, out ReadOnlyMemory<byte> bytes)
    {
        bytes = value switch { ReadOnlyMemory<byte> memory => memory, byte[] array => array, _ => default };
        return value is ReadOnlyMemory<byte> or byte[];
    }
}

/// <summary>A tagged CBOR value, for instance tag 0: a date as text.</summary>
public sealed record CborTagged(ulong Tag, object? Value)
{
    /// <summary>Seconds in UTC, as RFC 3339 writes them.</summary>
    public static CborTagged Date(DateTimeOffset time) => new(0, time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"));
}
