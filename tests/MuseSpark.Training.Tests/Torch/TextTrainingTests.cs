using MuseSpark.Training.Corpus;
using MuseSpark.Training.Export;
using MuseSpark.Training.Text;

namespace MuseSpark.Training.Tests.Torch;

/// <summary>The commands in their order, on a corpus of a page: what is learned is kept, resumed, exported, and read back from the model folder.</summary>
[Collection(TorchTests.Name)]
public sealed class TextTrainingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Checkpoint => Path.Combine(_folder, "text.ckpt");

    private string TokenizerFile => Path.Combine(_folder, "tokenizer.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_run_learns_goes_on_where_it_was_and_its_export_is_what_it_learned()
    {
        Document[] documents = [.. Enumerable.Range(0, 60).Select(i => new Document("grammar", "story", $"A fox had {i} hats. The fox gave away {i} hats.", $"{i} hats", "a fox with hats", Title: "hats"))];
        Document.WriteAll(Path.Combine(_folder, "documents.jsonl"), documents);
        Document.WriteAll(Path.Combine(_folder, "heldout.jsonl"), documents[..5]);
        new BytePairTokenizer([]).Save(TokenizerFile);

        Train("--progress", "0.7", "--minutes", "0.04");
        var first = TextEvaluation.Load(Checkpoint, average: false);
        Train("--minutes", "0.06");
        var second = TextEvaluation.Load(Checkpoint, average: false);

        Assert.True(second.State.Tokens > first.State.Tokens && second.State.Steps > first.State.Steps);
        var texts = documents.Select(d => Sequence.From(d, BytePairTokenizer.Read(TokenizerFile))).ToList();
        var (lossBefore, lossAfter) = (LossOf(first.Model), LossOf(second.Model));
        Assert.InRange(lossAfter, 0, lossBefore - 0.05);

        var model = Path.Combine(_folder, "model");
        TextExport.Run(new CommandOptions(["--checkpoint", Checkpoint, "--tokenizer", TokenizerFile, "--out", model, "--titles", "true"]), CancellationToken.None);
        var (read, shape) = TextImport.ReadFolder(model);
        Assert.Equal(second.State.Shape, shape);
        // The folder keeps matrices as halves: eleven bits.
        var (kept, _) = TextEvaluation.LoadParameters(Checkpoint, average: false);
        Assert.InRange((read.Master - kept.Master).abs().max().item<float>(), 0, kept.Master.abs().max().item<float>() / 2048);

        double LossOf(TextModel judged) => TextEvaluation.HeldOutLoss(judged, texts, limit: 20).Conditioned;
    }

    private void Train(params string[] options) => TextTraining.Run(
        new CommandOptions(["--documents", _folder, "--tokenizer", TokenizerFile, "--checkpoint", Checkpoint, "--layers", "1", "--batch-tokens", "1024", "--rate", "3e-3", .. options]), CancellationToken.None);
}
