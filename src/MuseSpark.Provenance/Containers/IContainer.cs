using System.Security.Cryptography;

namespace MuseSpark.Provenance.Containers;

/// <summary>A file format that can carry a manifest store. Stateless, safe from many threads.</summary>
public interface IContainer
{
    /// <summary>A short name, for instance "png".</summary>
    string Name { get; }

    /// <summary>The first is the canonical one.</summary>
    IReadOnlyList<string> MediaTypes { get; }

    /// <summary>Whether the first bytes are of this format; never throws.</summary>
    bool Recognises(ReadOnlySpan<byte> file);

    /// <summary>The store of the file, or null when it has none.</summary>
    /// <exception cref="ContainerException">There are two stores, or the wrapper of the store is broken. Nothing else is thrown, whatever the bytes.</exception>
    FoundStore? Find(ReadOnlyMemory<byte> file);

    /// <summary>The file without its store; the same bytes when it has none.</summary>
    /// <exception cref="ContainerException">as <see cref="Find"/></exception>
    byte[] Remove(ReadOnlyMemory<byte> file);

    /// <summary>
    /// Where the store will lie in what <see cref="Embed"/> makes of a bare file. Depends on the length of the store alone,
    /// except in text, where it depends on its bytes.
    /// </summary>
    /// <exception cref="ContainerException">The file is too broken to take a store.</exception>
    ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store);

    /// <summary>The bare file with the store in it, at the place that <see cref="Plan"/> tells.</summary>
    /// <exception cref="ContainerException">The file is too broken to take a store.</exception>
    byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store);

    /// <summary>Adds the bytes outside of the exclusions to the hash, as the format defines them (text: normalised to NFC after removing).</summary>
    /// <param name="exclusions">ascending, without overlap, inside of the file</param>
    void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash);
}
