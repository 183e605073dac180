using System.Globalization;
using System.Text;
using CsCheck;
using MuseSpark.Provenance.Unicode;

namespace MuseSpark.Provenance.Tests.Unicode;

public sealed class NormalFormCTests
{
    /// <summary>Examples of Unicode Standard Annex 15 (tables 1, 2 and 4, figures 3 to 6), and Hangul of the Unicode Standard section 3.12.</summary>
    [Theory]
    [InlineData("212B", "00C5")] // Angstrom sign
    [InlineData("2126", "03A9")] // Ohm sign
    [InlineData("0041 030A", "00C5")]
    [InlineData("006F 0302", "00F4")]
    [InlineData("0073 0323 0307", "1E69")]
    [InlineData("0073 0307 0323", "1E69")] // marks in the other order
    [InlineData("1E0B 0323", "1E0D 0307")]
    [InlineData("0071 0307 0323", "0071 0323 0307")] // nothing to compose with
    [InlineData("1E9B 0323", "1E9B 0323")]
    [InlineData("FB01", "FB01")] // a ligature is only compatible
    [InlineData("0958", "0915 093C")] // excluded from composition
    [InlineData("2ADC", "2ADD 0338")]
    [InlineData("1100 1161", "AC00")]
    [InlineData("1100 1161 11A8", "AC01")]
    [InlineData("AC00 11A8", "AC01")]
    [InlineData("1111 1171 11B6", "D4DB")]
    [InlineData("AC01 11A8", "AC01 11A8")]
    [InlineData("1D15E", "1D157 1D165")] // excluded, beyond 16 bits
    [InlineData("11099 110BA", "1109A")] // composes, beyond 16 bits
    [InlineData("0061 0315 0300 05AE 0062", "00E0 05AE 0315 0062")]
    [InlineData("0041 0334 0300", "00C0 0334")] // a mark of another class does not block
    [InlineData("0041 0301 0300", "00C1 0300")] // one of the same class does
    public void The_examples_of_the_standard(string text, string expected) => Assert.Equal(Runes(expected), NormalFormC.Of(Runes(text)));

    [Fact]
    public void What_is_normal_stays_as_it_is() => Gen.String.Sample(text =>
        NormalFormC.Of(NormalFormC.Of(text)) == NormalFormC.Of(text));

    [Fact]
    public void Latin_1_is_normal() => Gen.String[Gen.Char['\0', '\u02FF'], 0, 200].Sample(text => NormalFormC.Of(text) == text);

    [Fact]
    public void A_million_marks_on_one_letter_take_no_time()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("\u0315\u0300\u0327", 300_000));
        Assert.Equal(text.Length - 1, NormalFormC.Of(text).Length);
    }

    [Fact]
    public void Half_a_character_stays() => Assert.Equal("\u00E9\uD800x", NormalFormC.Of("e\u0301\uD800x"));

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Assert.Throws<DecoderFallbackException>(() => NormalFormC.Of([0xE9, 0x41]));

    private static string Runes(string hex) => string.Concat(
        hex.Split(' ').Select(rune => char.ConvertFromUtf32(int.Parse(rune, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
