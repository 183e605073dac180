namespace MuseSpark.Provenance.Containers;

/// <summary>What <c>c2pa.hash.collection.data</c> says of one file of an archive.</summary>
/// <param name="Uri">its path in the archive</param>
/// <param name="Hash">over its local header, its bytes as they are stored and its data descriptor</param>
/// <param name="Size">how many bytes that are</param>
public sealed record CollectionMember(string Uri, byte[] Hash, long Size);

/// <summary>The hashes that bind an archive (C2PA 2.4 section A.6.2).</summary>
/// <param name="Members">every file but the store, in the order of their bytes</param>
/// <param name="CentralDirectory">over the central directory and the end record, without the checksum of the store</param>
public sealed record CollectionHashes(IReadOnlyList<CollectionMember> Members, byte[] CentralDirectory);
