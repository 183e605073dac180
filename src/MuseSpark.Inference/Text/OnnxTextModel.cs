using System.Runtime.CompilerServices;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text.Architectures;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text;

/// <summary>A decoder-only model in the Hugging Face ONNX layout. The whole decoding loop is in <see cref="GenerateAsync"/>.</summary>
public sealed class OnnxTextModel : ITextModel, IDisposable
{
    // A scene line is one sentence; this is a guard against a model that never ends it.
    private const int MaxSceneTokens = 64;

    private readonly OnnxSession _session;
    private readonly DecoderGraph _graph;
    private readonly Tokenizer _tokenizer;
    private readonly PromptWriter _prompts;
    private readonly HashSet<int> _endIds;
    private readonly int? _sceneId;
    private readonly int _contextLength;
    private readonly int _sceneTokens;

    private OnnxTextModel(ModelManifest manifest, TextConfig config, TextArchitecture architecture, Tokenizer tokenizer, OnnxSession session)
    {
        Manifest = manifest;
        _session = session;
        _tokenizer = tokenizer;
        _graph = new DecoderGraph(session);
        if (tokenizer.VocabularySize > _graph.VocabularySize)
            throw new ModelException($"The tokenizer has {tokenizer.VocabularySize} tokens, but the graph only {_graph.VocabularySize}. They are not of one model.");
        _endIds = [.. config.EndIds, .. architecture.EndTokens.Select(tokenizer.IdOf).OfType<int>()];
        _sceneId = manifest.SceneToken is not { } scene ? null
            : tokenizer.IdOf(scene) ?? throw new ModelException($"The tokenizer has no token {scene}, which model.json names as sceneToken.");
        _contextLength = config.ContextLength;
        _sceneTokens = Math.Min(MaxSceneTokens, _contextLength / 8);
        // A prompt leaves at least a quarter of the context, or 64 tokens, for the answer, and then the scene line.
        _prompts = new PromptWriter(
            tokenizer, manifest, architecture, _contextLength - Math.Min(64, _contextLength / 4) - (_sceneId is null ? 0 : _sceneTokens + 1));
    }

    public ModelManifest Manifest { get; }

    /// <summary>Opens the model in a folder: config.json, tokenizer.json and the first onnx/*.onnx that the manifest lists.</summary>
    /// <exception cref="ModelException">A file is missing, damaged, or not what a text model needs.</exception>
    public static OnnxTextModel Open(string folder, ModelManifest manifest, OnnxOptions? options = null)
    {
        var architecture = ArchitectureList.Find(manifest.Architecture) ?? throw new ModelException(
            $"The text architecture {manifest.Architecture} isn't known; known are {string.Join(", ", ArchitectureList.All.Select(a => a.Key))}.");
        var graph = manifest.Files.Keys.FirstOrDefault(f => f.EndsWith(".onnx", StringComparison.Ordinal))
            ?? throw new ModelException("The model.json lists no .onnx file.");
        var config = TextConfig.Read(folder);
        var tokenizer = Tokenizer.Open(Path.Combine(folder, "tokenizer.json"));
        var session = OnnxSession.Open(Path.Combine(folder, graph), options);
        try
        {
            return new OnnxTextModel(manifest, config, architecture, tokenizer, session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<TextPiece> GenerateAsync(TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = SamplerSettings.From(request.Options, Manifest.Defaults);
        var prompt = _prompts.Write(request);
        var sceneId = request.WithScene ? _sceneId : null;
        var limit = Math.Min(settings.MaxTokens, _contextLength - prompt.Count - (sceneId is null ? 0 : _sceneTokens + 1));

        using var decoder = new Decoder(_graph, _contextLength, cancellationToken);
        var chooser = new TokenChooser(settings, new SeededRandom(request.Seed), _graph.VocabularySize);
        var characters = new TextDecoder(_tokenizer);
        var stops = new StopWatcher(request.Options.Stop);
        var section = TextSection.Body;
        FinishReason? bodyFinish = null;

        await LeaveCallersContext();
        var token = chooser.Choose(decoder.Feed(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(prompt)));
        for (var count = 1; ; count++)
        {
            var ended = token == _sceneId || _endIds.Contains(token);
            var text = ended ? "" : stops.Push(characters.Add(token));
            if (text.Length > 0) yield return new TextPiece(text, section, count);

            FinishReason? finish = ended ? FinishReason.EndOfText
                : stops.Stopped ? FinishReason.StopString
                : count == limit ? FinishReason.MaxTokens
                : null;
            if (finish is not null)
            {
                text = stops.Flush();
                if (section == TextSection.Scene || sceneId is null)
                {
                    yield return new TextPiece(text, section, count, bodyFinish ?? finish);
                    yield break;
                }
                if (text.Length > 0) yield return new TextPiece(text, section, count);
                // The body is over, by itself or cut: from here the model writes the scene line, prompted by its token.
                bodyFinish = finish;
                section = TextSection.Scene;
                stops = new StopWatcher([]);
                characters = new TextDecoder(_tokenizer);
                limit = count + _sceneTokens;
                if (!ended) decoder.Feed([token]);
                token = sceneId.Value;
            }

            await LeaveCallersContext();
            token = chooser.Choose(decoder.Feed([token]));
        }
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Goes on in the thread pool, so that a caller with a context of its own (a grain, a window) never waits for ONNX.</summary>
    private static ConfiguredTaskAwaitable LeaveCallersContext() =>
        Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
