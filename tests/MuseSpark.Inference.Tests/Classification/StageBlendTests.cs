using System.Text.Json.Nodes;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Classification;

public sealed class StageBlendTests
{
    [Fact]
    public void The_likeliest_category_gets_what_both_stages_say_and_the_others_keep_their_distance()
    {
        float[] chances = [0.2f, 0.5f, 0];
        // Log-odds of 0.5 are 0, so 2 x 0 + 0.5 x 4 - 1 = 1 is left, whose chance is 0.7311.
        new StageBlend(2, 0.5, -1).Apply(chances, ngramLogOdds: 4);
        Assert.Equal(0.7311f, chances[1], 4);
        Assert.Equal(0.7311f * 0.4f, chances[0], 4);
        Assert.Equal(0, chances[2]);
    }

    [Theory]
    [InlineData(0f, -50), InlineData(1f, 50), InlineData(1f, -50), InlineData(0.3f, 1e30)]
    public void Chances_stay_chances(float chance, double ngrams)
    {
        float[] chances = [chance, chance / 2];
        new StageBlend(0.64, 0.35, 0.34).Apply(chances, ngrams);
        Assert.All(chances, c => Assert.InRange(c, 0, 1));
    }

    [Theory]
    [InlineData(float.NaN, 1), InlineData(float.PositiveInfinity, 1), InlineData(0.5f, double.NaN), InlineData(0.5f, double.PositiveInfinity)]
    public void What_is_no_number_is_an_exception_and_no_low_score(float chance, double ngrams) =>
        Assert.Contains("means nothing", Assert.Throws<ModelException>(() => new StageBlend(1, 0, 0).Apply([0.2f, chance], ngrams)).Message);

    [Theory]
    [InlineData(null), InlineData("""{"encoder": 0, "ngrams": 0.3, "shift": 0}"""), InlineData("""{"encoder": 1, "ngrams": -1, "shift": 0}"""), InlineData("""{"encoder": 1, "ngrams": 0.3, "shift": 1e9}""")]
    public void Labels_without_a_sound_blend_are_refused(string? blend)
    {
        var folder = Directory.CreateTempSubdirectory("blend");
        try
        {
            var labels = JsonNode.Parse(File.ReadAllText(Path.Combine(BuiltInClassifier.Folder, ClassifierLabels.FileName)))!;
            labels["blend"] = blend is null ? null : JsonNode.Parse(blend);
            File.WriteAllText(Path.Combine(folder.FullName, ClassifierLabels.FileName), labels.ToJsonString());
            Assert.Contains("blend", Assert.Throws<ModelException>(() => ClassifierLabels.Read(folder.FullName)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_part_of_the_encoder_alone_changes_nothing()
    {
        float[] chances = [0.9f, 0.1f];
        new StageBlend(1, 0, 0).Apply(chances, 3);
        Assert.Equal([0.9f, 0.1f], chances.Select(c => MathF.Round(c, 5)));
    }
}
