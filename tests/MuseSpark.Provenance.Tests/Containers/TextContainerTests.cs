using System.Security.Cryptography;
using System.Text;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Tests.Containers;

public sealed class TextContainerTests
{
    private static readonly TextContainer Text = new();

    // U+FEFF and the magic "C2PATXT\0"; version 1; length 4; the bytes DE AD BE EF.
    private const string Start = "efbbbff3a084b3f3a084a2f3a08580f3a084b1f3a08584f3a08588f3a08584efb880";
    private const string Four = "efb880efb880efb880efb884";
    private const string Beef = "f3a0878ef3a0869df3a086aef3a0879f";
    private const string Good = Start + "efb881" + Four + Beef;
    private const string Short = Start + "efb881" + Four + "f3a0878ef3a0869df3a086ae";

    /// <summary>Records E0001 to E0005 of A8ConformanceTest-2.0.0 (github.com/dualeai/c2patxt); E0002 is text that is not NFC, see below.</summary>
    [Theory]
    [InlineData("68656c6c6f20776f726c64")]
    [InlineData("e6bca2e5ad97e38386e382ade382b9e38388")]
    [InlineData("d985d8b1d8add8a8d8a720d7a9d79cd795d79d")]
    [InlineData("74657874efb88f20616e6420e2989defb88ff09f8fbd")]
    public void The_vectors_embed_as_published(string text) => Assert.Equal(text + Good, Hex(Text.Embed(Bytes(text), [0xDE, 0xAD, 0xBE, 0xEF])));

    /// <summary>The extract records that hold a manifest: X0001, X0013, X0017, X0018, X0021, X0022, X0023 of the same file.</summary>
    [Theory]
    [InlineData("446f632e" + Good, "deadbeef")]
    [InlineData("446f6320efbbbfefb880efb881efb882efb883f3a084b7f3a084b1f3a08582f3a084b2f3a084b1f3a084b7f3a084b520626f6479" + Good, "deadbeef")]
    [InlineData("446f632e" + Good + "efb88fefb88e", "deadbeef")]
    [InlineData("446f632e" + Start + "efb881efb880efb880efb880efb883efb880f3a087aff3a08480f3a08480f3a08481", "00ff10")]
    [InlineData("446f6320" + Short + "20626f6479" + Good, "deadbeef")]
    [InlineData("446f632e" + Start + "efb881efb880efb880efb880efb880", "")]
    [InlineData("446f632e" + Start + "efb881" + Four + "efb88eefb88ff3a08480f3a08481", "0e0f1011")]
    public void The_vectors_yield_their_store(string text, string store) => Assert.Equal(store, Hex(Text.Find(Bytes(text))!.Store.Span));

    /// <summary>X0004 to X0012: no store, and no error.</summary>
    [Theory]
    [InlineData("446f632e")]
    [InlineData("4a75737420f09f918defb88f20656d6f6a6920e2989defb88f20686572652e")]
    [InlineData("537472617920efbbbf206d61726b6572206f6e6c792e")]
    [InlineData("42616420efbbbff3a084bef3a084bff3a08584f3a084b3f3a084a2f3a08580f3a084b1f3a08491207461696c")]
    [InlineData("53686f727420efbbbff3a084b3f3a084a2f3a08580f3a084b1f3a08584")]
    [InlineData("efbbbf4c656164696e6720424f4d2c206e6f7468696e6720656c73652e")]
    [InlineData("")]
    [InlineData("202020092020")]
    [InlineData("63")]
    public void The_vectors_without_a_mark_have_no_store(string text) => Assert.Null(Text.Find(Bytes(text)));

    /// <summary>X0002, X0003, X0014, X0015, X0016, X0019 (16 broken candidates), X0020 (a length of 4 GB).</summary>
    [Theory]
    [InlineData("446f632e" + Short, 1, "manifest.text.corruptedWrapper")]
    [InlineData("446f632e" + Good + "207461696c" + Good, 1, "manifest.text.multipleWrappers")]
    [InlineData("446f632e" + Start + "efb882" + Four + Beef, 1, "manifest.text.corruptedWrapper")]
    [InlineData("446f632e" + Start + "efb881efb880efb880", 1, "manifest.text.corruptedWrapper")]
    [InlineData("446f632e" + Start + "efb881efb880efb880f3a087aff3a087af" + Beef, 1, "manifest.text.corruptedWrapper")]
    [InlineData(Start, 16, "manifest.text.corruptedWrapper")]
    [InlineData("446f632e" + Start + "efb881f3a087aff3a087aff3a087aff3a087af", 1, "manifest.text.corruptedWrapper")]
    public void The_broken_vectors_are_refused_with_their_code(string text, int times, string code) =>
        Assert.Equal(code, Assert.Throws<ContainerException>(() => Text.Find(Bytes(string.Concat(Enumerable.Repeat(text, times))))).Code);

    [Fact]
    public void Every_byte_has_its_own_selector()
    {
        byte[] store = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var selectors = Encoding.UTF8.GetString(Text.Embed([], store)).EnumerateRunes().Skip(1 + 13).Select(rune => rune.Value);
        // C2PA 2.4 section A.8.3.1.
        Assert.Equal(store.Select(value => value < 16 ? 0xFE00 + value : 0xE0100 + value - 16), selectors);
        Assert.Equal(store, Text.Find(Text.Embed([], store))!.Store.ToArray());
    }

    [Fact]
    public void Text_is_normalised_before_it_is_marked_and_before_it_is_hashed()
    {
        var loose = Encoding.UTF8.GetBytes("cafe\u0301 😀");
        var file = Text.Embed(loose, [1, 2, 3]);
        Assert.StartsWith("café 😀", Encoding.UTF8.GetString(file));
        Assert.Equal(Text.Plan(loose, [1, 2, 3]), Text.Find(file)!.Place);
        Assert.Equal(Hash(file, [Text.Find(file)!.Place]), Hash(loose, []));
        // Marked by someone who did not normalise: the hash is the same.
        byte[] other = [.. loose, .. file[^(int)Text.Find(file)!.Place.Length..]];
        Assert.Equal(Hash(other, [Text.Find(other)!.Place]), Hash(loose, []));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes("café 😀")), Hash(loose, []));
    }

    /// <summary>c2pa-org/public-testfiles, pull request 33: 16 bytes take 114 and are padded to 125, with one 0x00 and two 0x10.</summary>
    [Theory]
    [InlineData("efb880f3a08480f3a08480", 125)]
    [InlineData("efb880f3a08480f3a08480efb880", 114)] // more than the padding: the text's own
    [InlineData("efb880f3a08480f3a08481", 114)] // other bytes than padding has
    [InlineData("efb880f3a08480", 114)]
    public void The_padding_of_other_writers_belongs_to_the_wrapper(string after, long length)
    {
        var store = "c2pa-manifest-01"u8.ToArray();
        byte[] file = [.. Text.Embed("Hello"u8, store), .. Bytes(after)];
        var found = Text.Find(file)!;
        Assert.Equal(store, found.Store.ToArray());
        Assert.Equal(new ByteRange(5, length), found.Place);
    }

    [Fact]
    public void A_text_cut_within_a_character_is_a_cut_text()
    {
        var file = Text.Embed("Hello"u8, Samples.Store(50));
        for (var length = file.Length - 1; length > file.Length - 40; length--)
        {
            Assert.True(Text.Recognises(file.AsSpan(0, length)));
            Assert.Equal("manifest.text.corruptedWrapper", Assert.Throws<ContainerException>(() => Text.Find(file[..length])).Code);
        }
    }

    [Fact]
    public void What_is_not_utf8_takes_no_store()
    {
        Assert.False(Text.Recognises([0x41, 0xFF, 0x42]));
        Assert.False(Text.Recognises([0x41, 0, 0x42]));
        Assert.False(Text.Recognises("<?xml version=\"1.0\"?><a/>"u8));
        Assert.True(Text.Recognises("<3 she wrote"u8));
        Assert.Throws<ContainerException>(() => Text.Embed([0x41, 0xFF], [1]));
    }

    private static byte[] Hash(byte[] file, ByteRange[] exclusions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text.Hash(file, exclusions, hash);
        return hash.GetHashAndReset();
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
