using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

public class PenaltiesTests
{
    private static readonly Tokenizer Words = Tokenizer.Open(Path.Combine(RepositoryFiles.Models, "spark-text", "tokenizer.json"));

    private static bool Never(int before, int next) => false;

    [Fact]
    public void Presence_counts_once_and_frequency_each_time()
    {
        float[] logits = [1, 2, 3, 4];
        Penalties.Frequency(logits, [1, 3], [0, 1, 0, 3], presence: 0.5f, frequency: 0.25f);
        Assert.Equal([1, 2 - 0.75f, 3, 4 - 1.25f], logits);
    }

    [Theory]
    // 7 8 came before 9; nothing longer did.
    [InlineData(new[] { 7, 8, 9, 1, 7, 8 }, 9, 0)]
    // 6 7 8 came before 9: one token more, 1.75 times the charge.
    [InlineData(new[] { 6, 7, 8, 9, 1, 6, 7, 8 }, 9, 1)]
    [InlineData(new[] { 5, 6, 7, 8, 9, 1, 5, 6, 7, 8 }, 9, 2)]
    // The longest counts, not the newest.
    [InlineData(new[] { 6, 7, 8, 9, 2, 7, 8, 9, 1, 6, 7, 8 }, 9, 1)]
    public void What_would_go_on_with_a_repeat_is_charged_by_its_length(int[] written, int next, int power)
    {
        var logits = new float[10];
        Penalties.Dry(logits, written, 0.5f, Never);
        Assert.Equal(-0.5f * MathF.Pow(1.75f, power), logits[next], 1e-5);
        Assert.All(logits.Where((_, id) => id != next), logit => Assert.Equal(0, logit));
    }

    [Theory]
    [InlineData(new int[0]), InlineData(new[] { 1, 1 }), InlineData(new[] { 1, 2, 3, 4, 1 })]
    public void What_says_nothing_again_is_left_alone(int[] written)
    {
        var logits = new float[10];
        Penalties.Dry(logits, written, 1, Never);
        Assert.All(logits, logit => Assert.Equal(0, logit));
    }

    [Fact]
    public void A_word_that_is_begun_may_be_finished()
    {
        int[] said = [.. Words.Encode(" said Naveen and Naveen")];
        var (name, word) = (Words.Encode(" Naveen"), Words.Encode(" and"));
        Assert.True(name.Count > 1);
        var logits = new float[Words.VocabularySize];
        // "said Naveen and Naveen ... said Nav": the rest of the name is free, and what followed the name is not.
        Penalties.Dry(logits, [.. said, .. Words.Encode(" said"), .. name.SkipLast(1)], 1, Words.GoesOn);
        Assert.All(logits, logit => Assert.Equal(0, logit));
        Penalties.Dry(logits, [.. said, .. Words.Encode(" said"), .. name], 1, Words.GoesOn);
        Assert.True(logits[word[0]] < 0);
    }

    [Fact]
    public void A_word_that_goes_round_in_itself_is_charged()
    {
        var (begin, again) = (Words.Encode(" No")[0], Assert.Single(Words.Encode("oo")));
        Assert.True(Words.GoesOn(begin, again) && Words.GoesOn(again, again));
        var logits = new float[Words.VocabularySize];
        Penalties.Dry(logits, [begin, again, again, again, again], 1, Words.GoesOn);
        Assert.True(logits[again] < -1);
    }

    [Theory]
    [InlineData("fox", "es", true), InlineData("fox", " es", false), InlineData("fox", "Es", false), InlineData("fox", "'", false), InlineData(" ", "es", false), InlineData("\u96EA", "\u82B1", false)]
    public void A_small_letter_after_a_letter_goes_on_with_the_word(string before, string next, bool does) =>
        Assert.Equal(does, Words.GoesOn(Words.Encode(before)[^1], Words.Encode(next)[0]));

    [Fact]
    public void A_text_of_one_word_is_charged_with_bounds()
    {
        var logits = new float[2];
        Penalties.Dry(logits, new int[4096], 1, Never);
        Assert.True(float.IsFinite(logits[0]) && logits[0] < -1e6);
        Assert.Equal(0, logits[1]);
    }

    [Theory]
    [InlineData(2, 0, 1), InlineData(0, 2, 1), InlineData(0, 0, 2)]
    public void A_part_that_is_read_by_itself_pays_for_nothing_that_came_before(float presence, float frequency, float repetition)
    {
        var chooser = new TokenChooser(new SamplerSettings(9, 0, 0, 1, 0, repetition, presence, frequency), new SeededRandom(1), 2, Words);
        int Choose() => chooser.Choose([3, 2]);
        Assert.Equal((0, 1), (Choose(), Choose()));
        Assert.Equal(0, chooser.Choose([3, 0]));
        chooser.BeginPart();
        Assert.Equal((0, 1), (Choose(), Choose()));
    }

    [Fact]
    public async Task Each_of_them_changes_what_a_model_writes()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        async Task<string> WriteAsync(TextOptions options) => string.Concat(await model.GenerateAsync(
            new TextRequest { Kind = "story", Prompt = "a brave fox", Seed = 2, Options = options with { Temperature = 0, MaxTokens = 60 } }, CancellationToken.None)
            .Select(piece => piece.Text).ToListAsync());
        var plain = await WriteAsync(new TextOptions());
        Assert.Equal(plain, await WriteAsync(new TextOptions { PresencePenalty = 0, FrequencyPenalty = 0, Dry = 0 }));
        Assert.NotEqual(plain, await WriteAsync(new TextOptions { PresencePenalty = 2 }));
        Assert.NotEqual(plain, await WriteAsync(new TextOptions { FrequencyPenalty = 2 }));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        foreach (var options in new[] { new TextOptions { PresencePenalty = 2.1f }, new TextOptions { FrequencyPenalty = float.NaN }, new TextOptions { Dry = -1 }, new TextOptions { Hold = 5.5f } })
            Assert.Throws<ModelException>(() => SamplerSettings.From(options, new ModelDefaults()));
    }
}
