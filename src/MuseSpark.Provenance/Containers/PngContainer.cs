using System.Security.Cryptography;

namespace MuseSpark.Provenance.Containers;

/// <summary>
/// PNG: one caBX chunk right after IHDR (C2PA A.3.2). In what others signed it may stand anywhere before IEND. A picture that is
/// cut short after its store still shows the store, so that the verdict is "changed" and not "nothing found". Bytes after IEND
/// stay, and are hashed.
/// </summary>
public sealed class PngContainer : IContainer
{
    public string Name => "png";

    public IReadOnlyList<string> MediaTypes { get; } = ["image/png"];

    public bool Recognises(ReadOnlySpan<byte> file) => file.StartsWith(PngChunks.Signature);

    public FoundStore? Find(ReadOnlyMemory<byte> file)
    {
        FoundStore? found = null;
        var chunks = new PngChunks(file.Span);
        while (chunks.MoveNext())
        {
            if (chunks.Current.Type != PngChunk.CaBX) continue;
            if (found is not null) throw ContainerException.TwoStores();
            found = new FoundStore(file.Slice(chunks.Current.Start + 8, chunks.Current.Length - 12), chunks.Current.Place);
        }
        return found;
    }

    public byte[] Remove(ReadOnlyMemory<byte> file) => Splice.Without(file, Find(file));

    public ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store) => new(AfterHeader(bare), store.Length + 12);

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var place = Plan(bare, store);
        var result = Splice.Gap(bare, place);
        PngChunk.Write(result.AsSpan((int)place.Start, (int)place.Length), PngChunk.CaBX, store);
        return result;
    }

    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash) =>
        OutsideHash.Append(file.Span, exclusions, hash);

    /// <summary>The offset after IHDR.</summary>
    /// <exception cref="ContainerException">The chunks do not go from IHDR over IDAT to IEND.</exception>
    internal static int AfterHeader(ReadOnlySpan<byte> file)
    {
        var chunks = new PngChunks(file);
        if (!file.StartsWith(PngChunks.Signature) || !chunks.MoveNext() || chunks.Current.Type != PngChunk.IHDR)
            throw ContainerException.Broken("The PNG picture does not begin with its header.");
        var end = chunks.Current.End;
        var picture = false;
        while (chunks.MoveNext()) picture |= chunks.Current.Type == PngChunk.IDAT;
        return picture && chunks.Whole ? end : throw ContainerException.Broken("The PNG picture is cut short.");
    }
}
