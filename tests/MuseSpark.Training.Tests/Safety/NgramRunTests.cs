using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;
using MuseSpark.Training.Safety;

namespace MuseSpark.Training.Tests.Safety;

public sealed class NgramRunTests
{
    private static readonly NgramSettings Settings = new(1 << 12, Epochs: 20, Rate: 0.3f, Decay: 1e-5f, Dropped: 0.2, Seed: 3);

    private static readonly SafetyExample[] Examples =
    [
        .. new[] { "burn it down tonight", "burn them all", "tonight we burn the hall", "burn, burn the barn" }.Select(text => Of("violations-violence", text, 1)),
        .. new[] { "the toast is warm", "warm bread and jam", "she ate the bread", "jam tonight" }.Select(text => Of("everyday-1", text, 0)),
    ];

    [Fact]
    public void It_learns_which_words_are_bad_and_the_same_seed_gives_the_same_table()
    {
        var net = NgramRun.Train(Examples, Settings, CancellationToken.None);
        Assert.True(net.LogOdds(Bag.Of("burn the house", Settings.Rows)[0]) > net.LogOdds(Bag.Of("bread for the house", Settings.Rows)[0]) + 1);
        Assert.Equal(net.Table, NgramRun.Train(Examples, Settings, CancellationToken.None).Table);
        Assert.Throws<OperationCanceledException>(() => NgramRun.Train(Examples, Settings, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_is_written_says_nearly_the_same_and_a_damaged_file_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("ngrams").FullName;
        var net = NgramRun.Train(Examples, Settings, CancellationToken.None);
        net.Write(folder);
        var table = NgramTable.Read(folder);
        foreach (var text in new[] { "burn the house", "warm jam", "zebra" })
            Assert.Equal(net.LogOdds(Bag.Of(text, Settings.Rows)[0]), table.LogOdds(TextFeatures.Of(WordReader.Read(text), table.Rows), (0, WordReader.Read(text).Count)), 0.1f);
        var file = Path.Combine(folder, NgramTable.FileName);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        Assert.Contains("damaged", Assert.Throws<ModelException>(() => NgramTable.Read(folder)).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static SafetyExample Of(string source, string text, sbyte violence) => new(source, text, [0, 0, 0, violence, 0, 0]);
}
