
namespace MuseSpark.Inference.Tests.Classification.Reading;

// In here, since the web framework of the tests has a namespace Windows.
using MuseSpark.Inference.Classification.Reading;

public class TextFeaturesTests
{
    private const int Rows = 1 << 18;

    private static TextFeatures Of(string text) => TextFeatures.Of(WordReader.Read(text), Rows);

    [Fact]
    public void A_disguised_word_has_all_the_features_of_the_plain_one() =>
        Assert.Subset(Of("k1ll").Rows.ToArray().ToHashSet(), Of("kill").Rows.ToArray().ToHashSet());

    [Fact]
    public void Words_pairs_and_groups_of_letters_are_counted()
    {
        // "ab": ^ab$ has two groups of three letters and one of four.
        Assert.Equal(4, Of("ab").Rows.Length);
        // Twice that, the pair, and with a third word another pair and the one with a word between.
        Assert.Equal(9, Of("ab cd").Rows.Length);
        Assert.Equal(15, Of("ab cd ef").Rows.Length);
        Assert.Equal(1, Of("ab").Values[0]);
        Assert.Equal(1, Of("ab").Values[1..].ToArray().Sum(v => v * v), 5);
    }

    [Fact]
    public void Rows_are_the_ones_that_weights_were_trained_for() =>
        // By a second program (FNV-1a and the finaliser of MurmurHash3 from their descriptions): fox, ^fo, ^fox, ^fox$, fox, fox$, ox$.
        Assert.Equal([31524, 9287, 256223, 107827, 63340, 252784, 162614], Of("fox").Rows.ToArray());

    [Fact]
    public void Windows_cover_every_word_and_overlap_by_half()
    {
        Assert.Equal([(0, 20)], Windows.Of(20));
        Assert.Equal([(0, 24), (12, 36), (24, 48), (36, 50)], Windows.Of(50));
        Assert.Empty(Windows.Of(0));
    }
}
