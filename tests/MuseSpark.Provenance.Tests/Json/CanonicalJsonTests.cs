using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using MuseSpark.Provenance.Json;

namespace MuseSpark.Provenance.Tests.Json;

public sealed class CanonicalJsonTests
{
    private static string Canonical(string json) =>
        Encoding.UTF8.GetString(CanonicalJson.Write(JsonDocument.Parse(json).RootElement));

    /// <summary>RFC 8785 section 3.2.2, 3.2.3 and 3.2.4: the sample object and its canonical form.</summary>
    [Fact]
    public void The_sample_of_the_standard_is_written_as_the_standard_says() => Assert.Equal(
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        Canonical("""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """));

    /// <summary>RFC 8785 section 3.2.3: property names in the order of their UTF-16 code units.</summary>
    [Fact]
    public void Names_are_ordered_by_UTF16_code_units() => Assert.Equal(
        "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"ö\":4,\"€\":5,\"😀\":6,\"\uFB33\":7}",
        Canonical("{\"\\u20ac\":5,\"\\r\":1,\"\\uFB33\":7,\"1\":2,\"\\ud83d\\ude00\":6,\"\\u0080\":3,\"\\u00f6\":4}"));

    /// <summary>RFC 8785 appendix B: IEEE 754 bits and the text for them.</summary>
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Numbers_are_written_as_the_standard_lists_them(string bits, string expected)
    {
        var value = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(expected, Canonical(value.ToString("R", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("[1e400]")]
    [InlineData("[\"\\ud800\"]")]
    public void What_two_readers_could_understand_differently_is_refused(string json) =>
        Assert.Throws<JsonException>(() => Canonical(json));

    [Fact]
    public void Any_number_reads_back_as_itself() => Gen.Double.Where(double.IsFinite).Sample(value =>
        double.Parse(Canonical(JsonSerializer.Serialize(value)), CultureInfo.InvariantCulture).Equals(value == 0 ? 0.0 : value));

    [Fact]
    public void Any_text_reads_back_as_itself() => Gen.String[Gen.Char].Sample(value =>
    {
        var json = JsonSerializer.Serialize(value);
        var text = JsonSerializer.Deserialize<string>(json)!;
        return JsonSerializer.Deserialize<string>(Canonical(JsonSerializer.Serialize(text))) == text;
    });
}
