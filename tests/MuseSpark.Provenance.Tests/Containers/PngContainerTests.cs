using System.Security.Cryptography;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Tests.Containers;

public sealed class PngContainerTests
{
    private static readonly PngContainer Png = new();

    // A 1x1 grey picture.
    private static readonly byte[] Bare = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    [Fact]
    public void A_store_goes_in_where_planned_and_comes_out_again()
    {
        byte[] store = [1, 2, 3, 4, 5];
        var file = Png.Embed(Bare, store);
        var found = Png.Find(file)!;
        Assert.Equal(store, found.Store.ToArray());
        Assert.Equal(Png.Plan(Bare, store), found.Place);
        Assert.Equal(Bare, Png.Remove(file));
    }

    [Fact]
    public void The_hash_outside_of_the_store_is_the_hash_of_the_bare_file()
    {
        var file = Png.Embed(Bare, [1, 2, 3]);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Png.Hash(file, [Png.Find(file)!.Place], hash);
        Assert.Equal(SHA256.HashData(Bare), hash.GetHashAndReset());
    }

    [Fact]
    public void Two_stores_are_refused() =>
        Assert.Throws<ContainerException>(() => Png.Find(Png.Embed(Png.Embed(Bare, [1]), [2])));
}
