using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MuseSpark.Provenance.Fingerprints;

namespace MuseSpark.Provenance.Tests.Fingerprints;

public class TextFingerprintTests
{
    private const string Story =
        "Once there was a small red fox who lived at the edge of the wood. Every evening she watched the lights of the village. "
        + "One night a lantern stood on the path, and nobody was near. She took it in her teeth and carried it home. "
        + "In the morning a boy came, with wet shoes and a sad face. \"Have you seen my lantern?\" he asked.";

    [Theory]
    [InlineData("A  Fox\r\n\tran ", "a fox ran")]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("cafe\u200b\u0301 \ufe0fyes\U000e0100", "caf\u00e9 yes")]
    [InlineData("\u201cDon\u2019t\u201d \u2014 he said", "\"don't\" - he said")]
    [InlineData("\ufeff\u00adsoft\u2060ly", "softly")]
    [InlineData("", "")]
    [InlineData(" \u00a0\u2003 ", "")]
    [InlineData("\u00c4\u0130\ud83d\ude00", "\u00e4\u0130\ud83d\ude00")]
    public void Normal_text_is_what_is_read(string text, string expected) => Assert.Equal(expected, NormalText.Of(text));

    [Fact]
    public void Normal_text_is_normal_already() =>
        Gen.String[0, 200].Sample(text => NormalText.Of(NormalText.Of(text)) == NormalText.Of(text), iter: 2000);

    [Fact]
    public void What_nobody_sees_does_not_matter()
    {
        var first = TextFingerprint.Of(Story);
        var copied = TextFingerprint.Of("  " + Story.Replace(" ", " \n ").Replace("fox", "f\u200box").ToUpperInvariant() + "\ufe00");
        Assert.Equal(first.Exact, copied.Exact);
        Assert.Equal(first.Similar, copied.Similar);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(NormalText.Of(Story))), first.Exact);
    }

    [Fact]
    public void A_few_changed_words_change_few_bits()
    {
        var first = TextFingerprint.Of(Story);
        var changed = TextFingerprint.Of(Story.Replace("small red", "little red"));
        Assert.NotEqual(first.Exact, changed.Exact);
        Assert.InRange(HammingBands.Distance(first.Similar, changed.Similar), 0, TextFingerprint.SimilarDistance);
        var other = TextFingerprint.Of("The ship lay in the harbour for three long weeks, and its captain counted coins in the evening while gulls cried over the roofs of the town.");
        Assert.InRange(HammingBands.Distance(first.Similar, other.Similar), 16, 48);
    }

    [Fact]
    public void A_quoted_part_has_a_passage_of_the_whole()
    {
        var whole = "The first part is about a bear who slept. It snowed for a week without an end. Nobody came to the cave.\n\n" + Story + "\n\nThe end came late that year. It was warm and bright again. All the birds sang at once.";
        var known = Passages.Of(whole).Select(p => Convert.ToHexString(p.Fingerprint.Exact)).ToHashSet();
        var quote = "As I read it: one night a lantern stood somewhere. She took it in her teeth and carried it home. In the morning a boy came, with wet shoes and a sad face. \"Have you seen my lantern?\" he asked. I liked that.";
        Assert.Contains(Passages.Of(quote), p => known.Contains(Convert.ToHexString(p.Fingerprint.Exact)));
        Assert.Contains(Passages.Of(Story), p => known.Contains(Convert.ToHexString(p.Fingerprint.Exact)));
        Assert.DoesNotContain(Passages.Of("Nothing of this was ever written there before. It is new from the first word. And so is this last one here."), p => known.Contains(Convert.ToHexString(p.Fingerprint.Exact)));
    }

    [Fact]
    public void Passages_lie_in_the_text_and_none_is_short()
    {
        var text = "One. Two. Three. \"Four?\" Five!\r\n \r\n" + Story;
        var passages = Passages.Of(text).ToList();
        Assert.Contains(passages, p => text[p.Place] == Story);
        Assert.Contains(passages, p => text[p.Place].EndsWith("\"Have you seen my lantern?\" he asked.", StringComparison.Ordinal) && text[p.Place].StartsWith("She took", StringComparison.Ordinal));
        Assert.All(passages, p => Assert.InRange(p.Fingerprint.Words, Passages.MinWords, 1000));
        Assert.Equal(passages.Count, passages.Select(p => p.Place).Distinct().Count());
    }

    [Fact]
    public void Any_text_is_read_without_a_fault_and_in_time()
    {
        Gen.String[0, 300].Sample(text => Passages.Of(text).All(p => p.Place.End.Value <= text.Length), iter: 1000);
        Assert.Empty(Passages.Of(""));
        Assert.True(Passages.Of(string.Concat(Enumerable.Repeat("a b c d e f g h. ", 20_000))).Count() <= Passages.MaxCount);
        Assert.Single(Passages.Of(new string('.', 100_000) + " " + string.Join(' ', Enumerable.Repeat("word", 1000))));
        Assert.Throws<ArgumentException>(() => TextFingerprint.Of(new string('a', NormalText.MaxLength + 1)));
        Assert.Throws<ArgumentException>(() => Passages.Of(new string('a', NormalText.MaxLength + 1)));
    }
}
