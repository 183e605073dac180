using MuseSpark.Training.Text;
using MuseSpark.Training.Torch;
using static TorchSharp.torch;

namespace MuseSpark.Training.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class TextGrowthTests : IDisposable
{
    private static readonly TextModelShape Small = new(Vocabulary: 96, Width: 64, Layers: 3, Heads: 2, Inner: 96, Context: 64);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void More_layers_say_the_very_same(int layers)
    {
        var (from, to) = (Checkpoint(Small), Path.Combine(_folder, "grown.ckpt"));
        TextGrowth.Run(new CommandOptions(["--from", from, "--checkpoint", to, "--layers", $"{layers}"]), CancellationToken.None);

        var (old, _) = TextEvaluation.LoadParameters(from, average: false);
        var (grown, state) = TextEvaluation.LoadParameters(to, average: false);
        Assert.Equal(layers, state.Shape.Layers);
        Assert.Equal(7_000, state.Tokens);
        using var off = no_grad();
        int[] tokens = [.. Enumerable.Range(0, 32).Select(i => i * 5 % Small.Vocabulary)];
        var before = new PlainTextModel(Small, old).Logits(tokens, 2);
        var after = new PlainTextModel(state.Shape, grown).Logits(tokens, 2);
        Assert.InRange((before - after).abs().max().item<float>(), 0, 1e-4f * before.abs().max().item<float>());
    }

    [Fact]
    public void A_file_that_is_there_is_not_written_over()
    {
        var from = Checkpoint(Small);
        var before = File.ReadAllBytes(from);
        Assert.Throws<UsageException>(() => TextGrowth.Run(new CommandOptions(["--from", from, "--checkpoint", from, "--layers", "4"]), CancellationToken.None));
        Assert.Equal(before, File.ReadAllBytes(from));
    }

    [Fact]
    public void As_many_layers_as_before_are_refused() =>
        Assert.Throws<UsageException>(() => TextGrowth.Run(new CommandOptions(["--from", Checkpoint(Small), "--checkpoint", Path.Combine(_folder, "no.ckpt"), "--layers", "3"]), CancellationToken.None));

    private string Checkpoint(TextModelShape shape)
    {
        var parameters = new ParameterSet(shape.Parameters());
        parameters.Initialize(1);
        // Larger than at the start, so that every layer changes what is said.
        parameters.Master.mul_(4);
        var path = Path.Combine(_folder, "small.ckpt");
        string[] names = ["master", "first", "second", "average"];
        CheckpointFile.Save(path, new TextRunState(shape, 0.5, 3, 7_000, 9), names.ToDictionary(name => name, _ => parameters.Master));
        return path;
    }
}
