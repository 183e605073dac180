using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Tests.Jumbf;

public sealed class JumbfTests
{
    private static readonly byte[] Box = JumbfWriter.Superbox(BoxTypes.Store, "c2pa", JumbfWriter.Cbor(BoxTypes.Cbor, "a", new byte[] { 0xA0 }), JumbfWriter.File("b", "text/plain", "hello"u8.ToArray()));

    // The bytes of C2PA 11.1.4: length, "jumb", length, "jumd", type, toggles 3, label.
    [Fact]
    public void A_box_is_written_as_the_standard_says()
    {
        var expected = "0000002B" + "6A756D62" + "0000001B" + "6A756D64" + "63626F7200110010800000AA00389B71" + "03" + "6100" + "00000008" + "626F786F";
        Assert.Equal(expected, Convert.ToHexString(JumbfWriter.Superbox(BoxTypes.Cbor, "a", JumbfWriter.Box("boxo"))));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        var store = JumbfReader.Read(Box, out var fault)!;
        Assert.Null(fault);
        Assert.Equal((BoxTypes.Store, "c2pa"), (store.Type, store.Label));
        Assert.Equal(["a", "b"], store.Children.Select(child => child.Label));
        Assert.Equal([0xA0], store.Children[0].Data("cbor")!.Value.ToArray());
        Assert.Equal(("text/plain", "hello"), (store.Children[1].File!.Value.MediaType, System.Text.Encoding.ASCII.GetString(store.Children[1].File!.Value.Bytes.Span)));
        Assert.Equal(Box[8..], store.Content.ToArray());
    }

    [Fact]
    public void Bytes_after_the_box_are_left_alone() => Assert.NotNull(JumbfReader.Read((byte[])[.. Box, 1, 2, 3], out _));

    [Fact]
    public void A_length_of_zero_goes_to_the_end_and_a_length_of_one_is_followed_by_the_long_one()
    {
        byte[] toTheEnd = [0, 0, 0, 0, .. Box[4..]];
        byte[] longLength = [0, 0, 0, 1, .. "jumb"u8, 0, 0, 0, 0, 0, 0, 0, (byte)(Box.Length + 8), .. Box[8..]];
        Assert.Equal(2, JumbfReader.Read(toTheEnd, out _)!.Children.Count);
        var read = JumbfReader.Read(longLength, out _)!;
        Assert.Equal(Box[8..], read.Content.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000008")]
    [InlineData("000000086A756D62")]
    [InlineData("000000076A756D62")]
    [InlineData("FFFFFFFF6A756D62")]
    [InlineData("000000016A756D62FFFFFFFFFFFFFFFF")]
    [InlineData("0000001A6A756D62000000126A756D640011001080000000")]
    [InlineData("000000106A756D62000000086A756D64")]
    public void A_box_that_lies_gives_a_sentence(string hex)
    {
        Assert.Null(JumbfReader.Read(Convert.FromHexString(hex), out var fault));
        Assert.EndsWith(".", fault);
    }

    [Theory]
    [InlineData("self#jumbf=c2pa.assertions/c2pa.hash.data", null, "c2pa.assertions", "c2pa.hash.data")]
    [InlineData("self#jumbf=/c2pa/urn:c2pa:1/c2pa.assertions/c2pa.actions.v2__1", "urn:c2pa:1", "c2pa.assertions", "c2pa.actions.v2__1")]
    [InlineData("self#jumbf=/c2pa/urn:c2pa:1", "urn:c2pa:1", "", "")]
    [InlineData("self#jumbf=/c2pa/urn:c2pa:1/c2pa.signature", "urn:c2pa:1", "", "c2pa.signature")]
    [InlineData("self#jumbf=c2pa.signature", null, "", "c2pa.signature")]
    public void Addresses_are_taken_apart(string url, string? manifest, string folder, string name) =>
        Assert.Equal(new JumbfUri(manifest, folder, name), JumbfUri.Parse(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://example.com")]
    [InlineData("self#jumbf=/c2pa")]
    [InlineData("self#jumbf=/c2pa/a/b/c/d")]
    public void Other_addresses_are_none(string? url) => Assert.Null(JumbfUri.Parse(url));
}
