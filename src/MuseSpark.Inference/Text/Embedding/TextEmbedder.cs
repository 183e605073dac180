using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Onnx.Checking;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.Embedding;

/// <summary>
/// An encoder that places texts so that those of like meaning lie close together: a folder of the hub in the layout of
/// sentence-transformers or transformers.js (MiniLM, MPNet, BGE, GTE, E5 and their kin), Reimers and Gurevych, arXiv:1908.10084.
/// </summary>
/// <remarks>
/// Safe for concurrent calls. What a model wants before a text ("query: ") is the caller's to write. A text that is longer than the
/// model reads is cut. Exports in bytes round a batch by one scale, so there the neighbours of a text move its numbers a little.
/// </remarks>
public sealed class TextEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public const string UsualGraph = "onnx/model.onnx";

    // As many tokens as are run together, so that a long list does not take all memory there is.
    private const int MostTogether = 4096;

    // No vocabulary spends more characters on a token than this for long: what is behind is cut off in any case.
    private const int MostCharactersPerToken = 32;

    private readonly OnnxSession _session;
    private readonly Tokenizer _tokenizer;
    private readonly EmbedderConfig _config;
    private readonly Pooling? _pooling;
    private readonly string _output;
    private readonly EmbeddingGeneratorMetadata _metadata;

    private TextEmbedder(string name, OnnxSession session, Tokenizer tokenizer, EmbedderConfig config, Pooling? pooling)
    {
        (_session, _tokenizer, _config) = (session, tokenizer, config);
        session.RequireInput("input_ids", 2, TensorElementType.Int64);
        if (session.Inputs.Keys.FirstOrDefault(input => input is not ("input_ids" or "attention_mask" or "token_type_ids")) is { } other)
            throw new ModelException($"The graph asks for {other}, so it is no encoder of texts.");
        if (pooling is null && session.Outputs.ContainsKey("sentence_embedding"))
        {
            _output = "sentence_embedding";
            session.RequireOutput(_output, 2, FloatTensor.Types);
        }
        else
        {
            if (config.Beyond is { } step) throw new ModelException($"This model has a step {step} after its graph, which is not known here. Look for an export that gives sentence_embedding.");
            _pooling = pooling ?? config.Pooling ?? Pooling.Mean;
            _output = session.Outputs.ContainsKey("token_embeddings") ? "token_embeddings" : "last_hidden_state";
            session.RequireOutput(_output, 3, FloatTensor.Types);
        }
        _metadata = new EmbeddingGeneratorMetadata("MuseSpark", defaultModelId: name, defaultModelDimensions: Run([Tokens("a")], CancellationToken.None)[0].Length);
    }

    /// <param name="folder">With config.json, tokenizer.json and the graph; its model is data and never run as code.</param>
    /// <param name="graph">Path of the graph in the folder.</param>
    /// <param name="pooling">For folders that don't say how their model was trained; null goes by the folder, and else by the mean.</param>
    /// <exception cref="ModelException">A file is missing or damaged, or it is no encoder that is known here.</exception>
    public static TextEmbedder Open(string folder, OnnxOptions? options = null, string graph = UsualGraph, Pooling? pooling = null)
    {
        OnnxFiles.Check(folder, [graph]);
        var config = EmbedderConfig.Read(folder);
        var tokenizer = Tokenizer.Open(Path.Combine(folder, "tokenizer.json"));
        var session = OnnxSession.Open(Path.Combine(folder, graph), options);
        try
        {
            return new TextEmbedder(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), session, tokenizer, config, pooling);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <returns>One for each text, in their order.</returns>
    /// <exception cref="ModelException">Other dimensions are asked for than the model has, or the graph failed.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } asked && asked != _metadata.DefaultModelDimensions)
            throw new ModelException($"{_metadata.DefaultModelId} gives {_metadata.DefaultModelDimensions} numbers for a text, not {asked}.");
        string[] texts = [.. values];
        return Task.Run(() => Embed(texts, cancellationToken), cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType.IsInstanceOfType(_metadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() => _session.Dispose();

    private GeneratedEmbeddings<Embedding<float>> Embed(string[] texts, CancellationToken cancellationToken)
    {
        var lines = texts.Select(Tokens).ToArray();
        var embeddings = new Embedding<float>[lines.Length];
        foreach (var together in LikeLengths.Of(lines, MostTogether))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (i, vector) in together.Zip(Run([.. together.Select(i => lines[i])], cancellationToken)))
                embeddings[i] = new Embedding<float>(vector) { ModelId = _metadata.DefaultModelId };
        }
        return new GeneratedEmbeddings<Embedding<float>>(embeddings) { Usage = new UsageDetails { InputTokenCount = lines.Sum(line => line.Length) } };
    }

    private int[] Tokens(string text)
    {
        var frame = _tokenizer.Frame;
        var room = _config.MostTokens - frame.Before.Count - frame.After.Count;
        var ids = _tokenizer.Encode(text[..Math.Min(text.Length, _config.MostTokens * MostCharactersPerToken)]);
        int[] line = [.. frame.Before, .. ids.Take(room), .. frame.After];
        // A graph can't run on nothing; this model puts nothing around an empty text.
        return line.Length > 0 ? line : [_config.PadId];
    }

    private float[][] Run(int[][] lines, CancellationToken cancellationToken)
    {
        var length = lines.Max(line => line.Length);
        var (ids, mask) = (new long[lines.Length * length], new long[lines.Length * length]);
        Array.Fill(ids, _config.PadId);
        for (var i = 0; i < lines.Length; i++)
        {
            for (var j = 0; j < lines[i].Length; j++) ids[i * length + j] = lines[i][j];
            mask.AsSpan(i * length, lines[i].Length).Fill(1);
        }
        var inputs = _session.Inputs.Keys.ToArray();
        var values = inputs.Select(input => OrtValue.CreateTensorValueFromMemory(input switch
        {
            "input_ids" => ids,
            "attention_mask" => mask,
            _ => new long[ids.Length],
        }, [lines.Length, length])).ToArray();
        try
        {
            using var outputs = _session.Run(inputs, values, [_output], cancellationToken);
            var numbers = FloatTensor.Copy(outputs[0]);
            var width = numbers.Length / (_pooling is null ? lines.Length : lines.Length * length);
            return [.. lines.Select((line, i) => Scaled(_pooling is null ? numbers[(i * width)..((i + 1) * width)] : Pool(numbers.AsSpan(i * length * width, line.Length * width), width)))];
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    private float[] Pool(ReadOnlySpan<float> tokens, int width)
    {
        var pooled = tokens[..width].ToArray();
        if (_pooling == Pooling.First) return pooled;
        for (var at = width; at < tokens.Length; at += width) TensorPrimitives.Add(pooled, tokens.Slice(at, width), pooled);
        TensorPrimitives.Divide(pooled, tokens.Length / width, pooled);
        return pooled;
    }

    private float[] Scaled(float[] embedding)
    {
        if (_config.Unit && TensorPrimitives.Norm<float>(embedding) is > 0 and var norm) TensorPrimitives.Divide(embedding, norm, embedding);
        return embedding;
    }
}
