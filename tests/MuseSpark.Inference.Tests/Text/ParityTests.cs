using System.Text.Json;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Batching;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

/// <summary>
/// The built-in story model against models/spark-text/parity.json: 20 prompts with the ids that TorchSharp gave in float32,
/// without a cache (`MuseSpark.Training text parity`). tools/transformers-parity compares transformers.js with the same file.
/// </summary>
public sealed class ParityTests
{
    private sealed record ParityFile(string Origin, IReadOnlyList<Case> Prompts);

    private sealed record Case(string Kind, string Prompt, string Text, int[] Ids, int[] Greedy);

    private static readonly string Folder = Path.Combine(RepositoryFiles.Models, "spark-text");

    private static readonly IReadOnlyList<Case> Cases =
        JsonSerializer.Deserialize<ParityFile>(File.ReadAllText(Path.Combine(Folder, "parity.json")), JsonSerializerOptions.Web)!.Prompts;

    private readonly ModelManifest _manifest = ManifestReader.Read(Folder);
    private readonly Tokenizer _tokenizer = Tokenizer.Open(Path.Combine(Folder, "tokenizer.json"));

    [Fact]
    public void There_are_twenty_prompts_of_all_kinds()
    {
        Assert.Equal(20, Cases.Count);
        Assert.Equal(_manifest.Kinds.Order(), Cases.Select(c => c.Kind).Distinct().Order());
        Assert.True(Cases.Sum(c => c.Greedy.Length) > 1000);
    }

    [Fact]
    public void Prompts_become_the_same_ids() => Assert.All(Cases, c => Assert.Equal(c.Ids, _tokenizer.EncodeTemplate(c.Text)));

    [Fact]
    public void Greedy_decoding_gives_torchs_ids()
    {
        using var session = Open("model.onnx");
        var graph = new DecoderGraph(session);
        Assert.All(Cases, c => Assert.Equal(c.Greedy, Follow(graph, c)));
    }

    [Fact]
    public async Task The_whole_loop_writes_the_text_of_torchs_ids()
    {
        using var model = OnnxTextModel.Open(Folder, _manifest);
        int?[] ends = [_tokenizer.IdOf(_manifest.SceneToken!), _tokenizer.IdOf("<|eos|>")];
        var compared = 0;
        foreach (var c in Cases)
        {
            // A title comes first, which nobody is shown; where torch was unsure of it there is no text to compare.
            var begin = _manifest.TextToken is { } token && !c.Text.EndsWith(token, StringComparison.Ordinal) ? _tokenizer.IdOf(token) : null;
            var text = begin is { } id ? c.Greedy[(Array.IndexOf(c.Greedy, id) + 1)..] : c.Greedy;
            if (begin is not null && text.Length == c.Greedy.Length) continue;
            var characters = new TextDecoder(_tokenizer);
            var expected = string.Concat(text.TakeWhile(next => !ends.Contains(next)).Select(next => characters.Add(next).ToString()));
            var request = new TextRequest { Kind = c.Kind, Prompt = c.Prompt, Seed = 1, Options = new TextOptions { Temperature = 0, Dry = 0, Hold = 0, Openings = 1, MaxTokens = text.Length } };
            var written = "";
            await foreach (var piece in model.GenerateAsync(request, CancellationToken.None)) written += piece.Text;
            Assert.Equal(expected, written);
            compared++;
        }

        Assert.InRange(compared, Cases.Count - 2, Cases.Count);
    }

    /// <remarks>97.5 % when it was made; an error in the bytes or scales shows as far less.</remarks>
    [Fact]
    public void In_int8_nearly_every_token_is_torchs_too()
    {
        using var session = Open("model_int8.onnx");
        var graph = new DecoderGraph(session);
        var agreeing = Cases.Sum(c => Follow(graph, c).Zip(c.Greedy).Count(pair => pair.First == pair.Second));
        Assert.InRange((double)agreeing / Cases.Sum(c => c.Greedy.Length), 0.95, 1);
    }

    private static OnnxSession Open(string graph) => OnnxSession.Open(Path.Combine(Folder, "onnx", graph));

    /// <summary>The choice after each of torch's tokens. Where all choices are torch's, this is what decoding alone gives.</summary>
    private List<int> Follow(DecoderGraph graph, Case c)
    {
        using var decoder = new Decoder(graph, context: 1024);
        using var run = new OnnxRun(CancellationToken.None);
        using var row = KvRows.Empty(graph.Cache, RowLayout.EndAligned);
        var chooser = new TokenChooser(SamplerSettings.From(new TextOptions { Temperature = 0, Dry = 0 }, _manifest.Defaults), new SeededRandom(1), graph.VocabularySize, _tokenizer);
        decoder.Feed(row, c.Ids, run);
        var chosen = new List<int> { chooser.Choose(decoder.Logits(0)) };
        foreach (var id in c.Greedy[..^1])
        {
            decoder.Run(row, [id], run);
            chosen.Add(chooser.Choose(decoder.Logits(0)));
        }
        return chosen;
    }
}
