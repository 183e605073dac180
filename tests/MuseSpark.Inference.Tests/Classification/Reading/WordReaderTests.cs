using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Inference.Tests.Classification.Reading;

public class WordReaderTests
{
    [Theory]
    [InlineData("k1ll", "kill")]
    [InlineData("he1p", "help")]
    [InlineData("b00b5", "boobs")]
    [InlineData("a$$", "ass")]
    [InlineData("k.i.l.l", "kill")]
    [InlineData("su-i-cide", "suicide")]
    [InlineData("f*ck", "fck")]
    [InlineData("kiiiill", "kill")]
    [InlineData("shhhit", "shit")]
    [InlineData("k i l l", "kill")]
    [InlineData("b  k. i. l. l.", "kill")]
    [InlineData("ｋｉｌｌ", "kill")]
    [InlineData("𝓀𝒾𝓁𝓁", "kill")]
    [InlineData("🅺🅸🅻🅻", "kill")]
    [InlineData("кіll", "kill")]
    [InlineData("k\u200bi\u200dll", "kill")]
    [InlineData("ki\u0301ll", "kill")]
    [InlineData("kïłl", "kill")]
    public void A_word_in_disguise_is_read_as_it_is_meant_as_well(string written, string meant) =>
        Assert.Contains(meant, WordReader.Read(written).Select(word => word.Text));

    [Theory]
    [InlineData("The well-known 1950s hero, aged 33, said: \"No!\" twice.", "the well known 1950s hero aged 33 said no twice")]
    [InlineData("It's 7pm—the 3rd time he paid $5.", "it's 7pm the 3rd time he paid 5")]
    [InlineData("Я люблю тебя", "я люблю тебя")]
    public void Plain_text_is_read_once(string written, string words) =>
        Assert.Equal(words.Split(' '), WordReader.Read(written).Select(word => word.Text));

    [Fact]
    public void Each_reading_says_where_it_stands()
    {
        const string text = "so k 1 l l him";
        var words = WordReader.Read(text);
        var meant = words.First(word => word.Text == "kill");
        Assert.Equal("k 1 l l", text.Substring(meant.Start, meant.Length));
        Assert.Equal(words.Select(word => word.Place).Order(), words.Select(word => word.Place));
        Assert.All(words.Select(word => word.Place).Distinct().Index(), place => Assert.Equal(place.Index, place.Item));
    }
}
