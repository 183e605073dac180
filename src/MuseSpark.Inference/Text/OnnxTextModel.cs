using System.Runtime.CompilerServices;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text.Architectures;
using MuseSpark.Inference.Text.Batching;
using MuseSpark.Inference.Text.ChatTemplates;
using MuseSpark.Inference.Text.Drafts;
using MuseSpark.Inference.Text.Structures;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text;

/// <summary>A decoder-only model in the Hugging Face ONNX layout. The decoding loop is in <see cref="TextBatch"/>, for all texts at a time.</summary>
public sealed class OnnxTextModel : ITextModel, IDisposable
{
    // A scene line is one sentence; this is a guard against a model that never ends it.
    private const int MaxSceneTokens = 64;

    // Two sentences or three: enough to tell whom and what a story is about, and written before anybody notices.
    private const int OpeningTokens = 48;

    /// <summary>Tokens of a text that <see cref="MeasureChoiceAsync"/> looks at.</summary>
    public const int MaxMeasured = 4096;

    private readonly OnnxSession _session;
    private readonly DecoderGraph _graph;
    private readonly Tokenizer _tokenizer;
    private readonly KnownRules _rules;
    private readonly PromptWriter _prompts;
    private readonly HashSet<int> _endIds;
    private readonly int? _sceneId;
    private readonly int? _textId;
    private readonly int _contextLength;
    private readonly int _sceneTokens;
    private readonly TextBatch _batch;

    private OnnxTextModel(ModelManifest manifest, TextConfig config, TextArchitecture architecture, ChatTemplate? chat, Tokenizer tokenizer, OnnxSession session, OnnxOptions options)
    {
        Manifest = manifest;
        _session = session;
        _tokenizer = tokenizer;
        _graph = new DecoderGraph(session);
        var trie = new Lazy<TokenTrie>(() => TokenTrie.Of(tokenizer));
        _rules = new KnownRules(() => trie.Value, _graph.VocabularySize);
        if (tokenizer.VocabularySize > _graph.VocabularySize)
            throw new ModelException($"The tokenizer has {tokenizer.VocabularySize} tokens, but the graph only {_graph.VocabularySize}. They are not of one model.");
        _endIds = [.. config.EndIds, .. architecture.EndTokens.Select(tokenizer.IdOf).OfType<int>()];
        _sceneId = IdOf(manifest.SceneToken, "sceneToken");
        _textId = IdOf(manifest.TextToken, "textToken");
        _contextLength = config.ContextLength;
        _batch = new TextBatch(_graph, _contextLength, manifest.Id, options.PrefixCacheBytes, options.Memory);
        _sceneTokens = Math.Min(MaxSceneTokens, _contextLength / 8);
        // A prompt leaves at least a quarter of the context, or 64 tokens, for the answer, and then the scene line.
        _prompts = new PromptWriter(
            tokenizer, manifest, chat, _contextLength - Math.Min(64, _contextLength / 4) - (_sceneId is null ? 0 : _sceneTokens + 1) - (_textId is null ? 0 : TextEnds.TitleLimit));

        int? IdOf(string? token, string named) => token is null ? null
            : tokenizer.IdOf(token) ?? throw new ModelException($"The tokenizer has no token {token}, which model.json names as {named}.");
    }

    public ModelManifest Manifest { get; }

    /// <summary>How the graph takes rows; null before the first text.</summary>
    internal GraphTraits? Traits => _batch.Traits;

    /// <summary>
    /// Opens the model in a folder: config.json, tokenizer.json, the chat template if there is one, and the first onnx/*.onnx that the manifest
    /// lists.
    /// </summary>
    /// <exception cref="ModelException">A file is missing, damaged, or not what a text model needs.</exception>
    public static OnnxTextModel Open(string folder, ModelManifest manifest, OnnxOptions? options = null)
    {
        var architecture = ArchitectureList.Find(manifest.Architecture) ?? throw new ModelException(
            $"The text architecture {manifest.Architecture} isn't known; known are {string.Join(", ", ArchitectureList.All.Select(a => a.Key))}.");
        var graph = manifest.Files.Keys.FirstOrDefault(f => f.EndsWith(".onnx", StringComparison.Ordinal))
            ?? throw new ModelException("The model.json lists no .onnx file.");
        var config = TextConfig.Read(folder);
        var tokenizer = Tokenizer.Open(Path.Combine(folder, "tokenizer.json"));
        var chat = ChatTemplateFile.Read(folder) ?? (architecture.ChatTemplate is { } template ? ChatTemplate.Parse(template) : null);
        var session = OnnxSession.Open(Path.Combine(folder, graph), options);
        try
        {
            return new OnnxTextModel(manifest, config, architecture, chat, tokenizer, session, options ?? new OnnxOptions());
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<TextPiece> GenerateAsync(TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = SamplerSettings.From(request.Options, Manifest.DefaultsOf(request.Kind, request.Drafts));
        var (prompt, without) = IsGuided(request, settings) ? Both(request) : (_prompts.Write(request), null);
        var longest = Math.Max(prompt.Count, without?.Count ?? 0);
        var withScene = request.WithScene && _sceneId is not null;
        var textId = prompt[^1] == _textId ? null : _textId;
        var besides = (withScene ? _sceneTokens + 1 : 0) + (textId is null ? 0 : TextEnds.TitleLimit);
        var limit = Math.Min(settings.MaxTokens, _contextLength - longest - besides);
        var openings = request is { Kind: "story" or "continue", Drafts: 1, Options.TopLogprobs: null } ? settings.Openings : 1;
        // How sure the model was of its drafts is a part of what they are compared by.
        var ends = new TextEnds(_endIds, _sceneId, withScene, limit, _sceneTokens, request.Drafts * openings > 1 ? 0 : request.Options.TopLogprobs, textId);
        if (request.Options is not { Structure: null, Banned.Count: 0 }) await LeaveCallersContext();
        var shared = SharedRules.Of(request.Options, _rules, _graph.VocabularySize, _sceneId is { } end ? [.. _endIds, end] : _endIds);
        var guidance = without is null ? null : new Guidance(without, settings.Guidance);
        var most = guidance is null ? TextBatch.MaxRows : TextBatch.MaxRows / 2;
        if (request.Drafts < 1 || request.Drafts > most) throw new ModelException($"The setting can't be used: drafts must be 1 to {most}{(guidance is null ? "" : " with guidance")}.");
        if (guidance is not null && request.Options.TopLogprobs is not null) throw new ModelException("The setting can't be used: topLogprobs can't be told of a guided text. Set guidance to 1.");
        if (request.Drafts > 1 && request.Options.TopLogprobs is not null) throw new ModelException("The setting can't be used: topLogprobs can be told of one text, not of drafts.");
        // The first draft is the text that the same seed gives without drafts; a person's seeds stay below 2^53.
        var rows = Enumerable.Range(0, request.Drafts * openings).Select(i => request.Seed + ((ulong)i << 56)).Select(seed => new TextRow(
            _tokenizer,
            new TokenChooser(settings, new SeededRandom(seed), _graph.VocabularySize, _tokenizer, request.Mark?.Invoke(seed), Math.Max(limit, _sceneTokens), shared is null ? null : new TokenRules(shared, _tokenizer),
                WantedWords.Of(request, _tokenizer, settings.Hold)),
            request.Options.Stop, ends)).ToArray();
        var drafts = rows.Length == 1 ? null : new DraftDesk(request.Prompt, rows.Length, openings > 1 ? OpeningTokens : int.MaxValue);

        var job = new TextJob(prompt, guidance, rows, request.Scope, request.Lookup ?? request.Kind is "rewrite" or "continue", cancellationToken)
        {
            MaxLength = longest + limit + besides,
        };
        try
        {
            _batch.Add(job);
        }
        catch (Exception e)
        {
            job.Leave(e);
            throw;
        }

        try
        {
            await foreach (var (row, piece) in job.ReadAsync().ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (drafts is null)
                {
                    yield return piece;
                    continue;
                }
                var given = drafts.Add(row, piece);
                // Before a reader takes its time with the chosen one's beginning.
                if (drafts.Chosen is { } chosen) job.Keep(chosen);
                foreach (var one in given) yield return one;
            }
        }
        finally
        {
            await job.AbandonAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Whether a text leans towards its prompt. The model's own guidance is advice: where there is no place for it, it gives way.</summary>
    private static bool IsGuided(TextRequest request, SamplerSettings settings) =>
        settings.Guidance != 1 && (request.Options.Guidance is not null || (request.Kind != "chat" && 2 * request.Drafts <= TextBatch.MaxRows));

    private (List<int> Prompt, List<int>? Without) Both(TextRequest request) => _prompts.WriteBoth(request)
        ?? throw new ModelException("The setting can't be used: guidance needs a prompt that can be left out, as a story's. Set it to 1.");

    /// <summary>
    /// How much of a choice the model would have had at each token of a text, with no prompt: what the reader of a watermark weighs tokens
    /// by. Costs one step a token.
    /// </summary>
    /// <param name="text">At most <see cref="MaxMeasured"/> of its tokens are looked at, from the beginning.</param>
    /// <returns>The tokens, and for each the chance that two draws at the model's own temperature differ: 1 - sum of p^2, 0 to 1.</returns>
    public async Task<(int[] Tokens, float[] Choice)> MeasureChoiceAsync(string text, CancellationToken cancellationToken)
    {
        int[] tokens = [.. _tokenizer.Encode(text).Take(MaxMeasured)];
        var choice = new float[tokens.Length];
        var prompt = _prompts.Write(new TextRequest { Kind = Manifest.Kinds[0], Prompt = "", Seed = 0 });
        // Without a prompt there is nothing to name a plot for.
        if (_textId is { } textId) prompt[^1] = textId;
        var temperature = Manifest.Defaults.Temperature is > 0 and var own ? own : 1;
        await LeaveCallersContext();
        // Texts longer than the context are looked at in parts.
        foreach (var part in Enumerable.Range(0, tokens.Length).Chunk(_contextLength - prompt.Count))
        {
            using var decoder = new Decoder(_graph, _contextLength);
            using var run = new OnnxRun(cancellationToken);
            using var row = KvRows.Empty(_graph.Cache, RowLayout.EndAligned);
            decoder.Feed(row, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(prompt), run);
            foreach (var i in part)
            {
                choice[i] = Sampler.Choice(decoder.Logits(0), temperature);
                if (i != part[^1]) decoder.Run(row, [tokens[i]], run);
            }
        }
        return (tokens, choice);
    }

    public void Dispose()
    {
        _batch.Dispose();
        _session.Dispose();
    }

    /// <summary>Goes on in the thread pool, so that a caller with a context of its own (a grain, a window) never waits for ONNX.</summary>
    private static ConfiguredTaskAwaitable LeaveCallersContext() =>
        Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
