using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Tests.Cbor;

public sealed class CborDocumentTests
{
    // RFC 8949, appendix A.
    [Theory]
    [InlineData("00")]
    [InlineData("1BFFFFFFFFFFFFFFFF")]
    [InlineData("3903E7")]
    [InlineData("F5")]
    [InlineData("F6")]
    [InlineData("FB3FF199999999999A")]
    [InlineData("C074323031332D30332D32315432303A30343A30305A")]
    [InlineData("4401020304")]
    [InlineData("62C3BC")]
    [InlineData("8301820203820405")]
    [InlineData("A56161614161626142616361436164614461656145")]
    public void Values_come_back_as_they_were(string hex)
    {
        Assert.True(CborDocument.TryRead(Convert.FromHexString(hex), out var value));
        Assert.Equal(hex, Convert.ToHexString(CborDocument.Write(value)));
    }

    [Theory]
    [InlineData("5F42010243030405FF", "450102030405")]
    [InlineData("7F657374726561646D696E67FF", "6973747265616D696E67")]
    [InlineData("9F0102FF", "820102")]
    [InlineData("BF616101FF", "A1616101")]
    [InlineData("1800", "00")]
    public void Other_ways_to_write_a_value_are_read_and_written_the_one_way(string hex, string one)
    {
        Assert.True(CborDocument.TryRead(Convert.FromHexString(hex), out var value));
        Assert.Equal(one, Convert.ToHexString(CborDocument.Write(value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A2616101616102")] // a key twice
    [InlineData("0000")] // two values
    [InlineData("61FF")] // no UTF-8
    [InlineData("5BFFFFFFFFFFFFFFFF00")] // a length that lies
    [InlineData("9BFFFFFFFFFFFFFFFF00")]
    [InlineData("A1F500")] // a key that is no text or number
    [InlineData("F7")] // undefined
    [InlineData("FF")]
    public void What_is_not_well_formed_is_refused(string hex) => Assert.False(CborDocument.TryRead(Convert.FromHexString(hex), out _));

    [Fact]
    public void Depth_and_number_of_values_are_bounded()
    {
        Assert.False(CborDocument.TryRead(Enumerable.Repeat((byte)0x81, 1_000_000).Append((byte)0).ToArray(), out _));
        byte[] many = [0x9A, 0, 3, 0, 0, .. new byte[0x30000]];
        Assert.False(CborDocument.TryRead(many, out _));
    }

    [Fact]
    public void A_key_with_null_is_left_out() =>
        Assert.Equal("A1616201", Convert.ToHexString(CborDocument.Write(new CborMap { ["a"] = null, ["b"] = 1 })));

    [Fact]
    public void Keys_are_sorted() =>
        Assert.Equal("A3616101616202626161" + "03", Convert.ToHexString(CborDocument.Write(new CborMap { ["aa"] = 3, ["b"] = 2, ["a"] = 1 })));
}
