using System.Text.Json.Nodes;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Onnx;
using TextWindows = MuseSpark.Inference.Classification.Reading.Windows;

namespace MuseSpark.Inference.Tests.Classification;

/// <summary>What is read of a text that is doubtful throughout.</summary>
public sealed class DoubtfulTests(BuiltInClassifier built) : IClassFixture<BuiltInClassifier>
{
    private const string Threat = "I will find you and kill you, you worthless piece of shit, nobody will ever miss you. ";

    private const string Dark =
        "The knight drove his sword through the ogre's heart, and black blood ran down the steps of the keep. The hangman drank alone and dreamed of the dead. "
        + "They shot the deserters at dawn, and the drummer wept. The ghost of the strangled bride walks the corridor every night at three. ";

    [Fact]
    public void Of_a_few_windows_all_are_read()
    {
        var windows = TextWindows.Of(600).Select((window, i) => (window, (float)i)).ToArray();
        Assert.Equal(windows.Select(w => w.window), Doubtful.Of(windows));
        Assert.Empty(Doubtful.Of([]));
    }

    [Fact]
    public void Of_very_many_the_worst_are_read_and_some_of_each_part()
    {
        var random = new SeededRandom(3);
        var windows = TextWindows.Of(20_000).Select(window => (Window: window, LogOdds: (float)random.NextDouble())).ToArray();
        var chosen = Doubtful.Of(windows);
        Assert.Equal(Doubtful.Most, chosen.Length);
        Assert.Equal(chosen.Order().Distinct(), chosen);
        Assert.Empty(windows.OrderByDescending(w => w.LogOdds).Take(Doubtful.Most / 2).Select(w => w.Window).Except(chosen));
        for (var part = 0; part < 30; part++) Assert.Contains(chosen, window => window.First * 30 / 20_000 == part);
    }

    /// <summary>With a bar so low that every window is doubtful: the most that a hostile text can reach.</summary>
    [Fact]
    public void Harm_is_found_wherever_it_stands_among_ten_thousand_doubtful_words()
    {
        var folder = Directory.CreateTempSubdirectory("doubtful").FullName;
        foreach (var file in new[] { NgramTable.FileName, WordPieces.FileName }) File.Copy(Path.Combine(BuiltInClassifier.Folder, file), Path.Combine(folder, file));
        Directory.CreateSymbolicLink(Path.Combine(folder, "onnx"), Path.Combine(BuiltInClassifier.Folder, "onnx"));
        var labels = JsonNode.Parse(File.ReadAllText(Path.Combine(BuiltInClassifier.Folder, ClassifierLabels.FileName)))!;
        labels["doubtful"] = -1000;
        File.WriteAllText(Path.Combine(folder, ClassifierLabels.FileName), labels.ToJsonString());
        using (var classifier = TextClassifier.Open(folder, built.Classifier.Manifest, new OnnxOptions()))
            foreach (var before in new[] { 0, 130, 200 })
            {
                var text = string.Concat(Enumerable.Repeat(Dark, before)) + Threat + string.Concat(Enumerable.Repeat(Dark, 200 - before));
                Assert.True(TextWindows.Of(WordReader.Read(text)[^1].Place + 1).Count() > 5 * Doubtful.Most);
                var score = classifier.Classify(text, CancellationToken.None).Of(Categories.Harassment);
                Assert.True(score.IsFlagged, $"Behind {before} harmless passages it was missed.");
                Assert.Contains(score.Spans, span => span.Start >= before * Dark.Length && span.End <= before * Dark.Length + Threat.Length);
            }
        Directory.Delete(folder, recursive: true);
    }
}
