using MuseSpark.Inference.Tokenizers.Normalizers;

namespace MuseSpark.Inference.Tests.Tokenizers;

public class UnicodeFormsTests
{
    // From the examples of Unicode Standard Annex 15 and lines of NormalizationTest.txt.
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("A\u030A", "\u00C5")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323")]
    [InlineData("D\u0307\u0323", "\u1E0C\u0307")]
    [InlineData("\u1E0A\u0323", "\u1E0C\u0307")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]
    [InlineData("\u1112\u1161", "\uD558")]
    [InlineData("\uD558\u11AB", "\uD55C")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\uFB1D", "\u05D9\u05B4")]
    [InlineData("\uFB01", "\uFB01")]
    [InlineData("\u0CC6\u0CC2\u0CD5", "\u0CCB")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("a\u0315\u0300\u05AE\u0300b", "\u00E0\u05AE\u0300\u0315b")]
    [InlineData("😀", "😀")]
    public void Text_is_composed_as_the_standard_says(string text, string composed)
    {
        Assert.Equal(composed, UnicodeForms.C(text));
        Assert.Equal(composed, UnicodeForms.C(composed));
    }
}
