using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using MuseSpark.Provenance.Unicode;

namespace MuseSpark.Provenance.Containers;

/// <summary>
/// Unstructured text in UTF-8: the store as invisible characters after the last visible one (C2PA 2.4 section A.8). The visible
/// text is normalised to NFC when a store is embedded and when it is hashed. A wrapper ends where its length says; selectors
/// after it are the text's own, padding of other writers excepted. A broken wrapper does not hide a good one.
/// </summary>
public sealed class TextContainer : IContainer
{
    private const int HeaderLength = 13, Version = 1;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Magic => "C2PATXT\0"u8;

    public string Name => "text";

    public IReadOnlyList<string> MediaTypes { get; } = ["text/plain", "text/markdown"];

    /// <summary>Any UTF-8 without the character zero, perhaps cut within its last one; not XML, which characters after its end would break.</summary>
    public bool Recognises(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty || file.Contains((byte)0) || file.StartsWith("<?xml"u8) || file.StartsWith("<svg"u8)) return false;
        var cut = Rune.DecodeLastFromUtf8(file, out _, out var length) == OperationStatus.NeedMoreData ? length : 0;
        return Utf8.IsValid(file[..^cut]);
    }

    public FoundStore? Find(ReadOnlyMemory<byte> file)
    {
        var text = file.Span;
        FoundStore? found = null;
        var corrupt = false;
        Span<byte> header = stackalloc byte[HeaderLength];
        for (var at = 0; text[at..].IndexOf(Mark) is >= 0 and var skipped;)
        {
            var start = at + skipped;
            var headerStart = start + Mark.Length;
            var (count, length) = VariationSelectors.Measure(text[headerStart..], HeaderLength);
            at = headerStart + length;
            VariationSelectors.Decode(text[headerStart..], header[..count]);
            if (!header[..count].StartsWith(Magic)) continue;

            var claimed = count == HeaderLength && header[8] == Version ? BinaryPrimitives.ReadUInt32BigEndian(header[9..]) : uint.MaxValue;
            // Measured before anything of the claimed size is allocated, and each byte of the text once.
            var body = at;
            (count, length) = VariationSelectors.Measure(text[body..], (int)Math.Min(claimed, int.MaxValue));
            at += length;
            if (count < claimed)
            {
                corrupt = true;
                continue;
            }
            if (found is not null)
                throw new ContainerException("manifest.text.multipleWrappers", "The text carries two manifest stores; which one counts can't be told.");
            var store = new byte[count];
            VariationSelectors.Decode(text[body..], store);
            at += Padding(text[at..], 3 + 4 * (HeaderLength + (long)count) + 6 - (at - start));
            found = new FoundStore(store, new ByteRange(start, at - start));
        }
        return found is null && corrupt
            ? throw new ContainerException("manifest.text.corruptedWrapper", "The text carries a manifest store that was cut or changed.")
            : found;
    }

    public byte[] Remove(ReadOnlyMemory<byte> file) => Splice.Without(file, Find(file));

    public ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store) => new(Normalised(bare).Length, WrappedLength(store));

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var text = Normalised(bare);
        var result = new byte[text.Length + WrappedLength(store)];
        text.CopyTo(result, 0);
        var wrapper = result.AsSpan(text.Length);
        Mark.CopyTo(wrapper);
        wrapper = wrapper[Mark.Length..];
        wrapper = wrapper[VariationSelectors.Encode(Header(store.Length), wrapper)..];
        VariationSelectors.Encode(store, wrapper);
        return result;
    }

    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash)
    {
        var splice = new Splice(file.Span);
        foreach (var exclusion in exclusions) splice.Cut((int)exclusion.Start, (int)exclusion.Length);
        var text = splice.ToArray();
        // What is not UTF-8 has no normal form; its hash matches nothing, which is the right verdict.
        hash.AppendData(Utf8.IsValid(text) ? NormalFormC.Of(text) : text);
    }

    /// <summary>
    /// Some writers fill a wrapper of M bytes up to 3 + 4 x (13 + M) + 6, so that its length does not depend on its bytes: with
    /// 0x00 and at most two 0x10 (c2pa-org/public-testfiles, pull request 33). Exactly that counts as part of the wrapper.
    /// </summary>
    private static int Padding(ReadOnlySpan<byte> text, long gap)
    {
        var tens = gap % 3;
        var zeros = (gap - 4 * tens) / 3;
        if (gap > text.Length || zeros < 0) return 0;
        Span<byte> bytes = stackalloc byte[1];
        var rest = text;
        for (var i = 0; i < zeros + tens; i++)
        {
            var (count, length) = VariationSelectors.Measure(rest, 1);
            VariationSelectors.Decode(rest, bytes[..count]);
            if (count == 0 || bytes[0] != (i < zeros ? 0x00 : 0x10)) return 0;
            rest = rest[length..];
        }
        return VariationSelectors.Measure(rest, 1).Count == 0 ? (int)gap : 0;
    }

    private static byte[] Normalised(ReadOnlySpan<byte> bare) =>
        Utf8.IsValid(bare) ? NormalFormC.Of(bare) : throw ContainerException.Broken("The text is not UTF-8.");

    private static int WrappedLength(ReadOnlySpan<byte> store) =>
        Mark.Length + VariationSelectors.EncodedLength(Header(store.Length)) + VariationSelectors.EncodedLength(store);

    private static byte[] Header(int storeLength)
    {
        byte[] header = [.. Magic, Version, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(9), storeLength);
        return header;
    }
}
