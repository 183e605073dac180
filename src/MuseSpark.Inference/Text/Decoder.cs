using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text;

/// <summary>One decoding under way: feeds tokens, keeps the cache, gives the logits of the token to come.</summary>
/// <remarks>For one generation, from one thread at a time. After the first step a token costs no managed allocation.</remarks>
internal sealed unsafe class Decoder : IDisposable
{
    /// <summary>
    /// Most tokens in one run. It bounds the memory of a long prompt (logits take tokens x vocabulary x 4 bytes) and the
    /// time until a cancelled prompt stops.
    /// </summary>
    public const int ChunkSize = 256;

    private readonly DecoderGraph _graph;
    private readonly OrtIoBinding _binding;
    private readonly KvCache _cache;
    private readonly OnnxRun _run;
    // Pinned, since tensors are made over them.
    private readonly long[] _ids = GC.AllocateArray<long>(ChunkSize, pinned: true);
    private readonly long[] _positions = GC.AllocateArray<long>(ChunkSize, pinned: true);
    private readonly long[] _ones;
    private readonly nint[] _outputs;
    private readonly float[] _logits;

    /// <param name="capacity">Most tokens ever fed.</param>
    public Decoder(DecoderGraph graph, int capacity, CancellationToken cancellationToken)
    {
        _graph = graph;
        _run = new OnnxRun(cancellationToken);
        _binding = graph.Session.CreateBinding();
        _outputs = new nint[1 + graph.Cache.Presents.Count];
        _logits = new float[graph.VocabularySize];
        _ones = GC.AllocateArray<long>(capacity, pinned: true);
        Array.Fill(_ones, 1);
        NativeApi.BindFreshOutput(_binding, graph.Logits);
        _cache = new KvCache(_binding, graph.Cache);
        if (graph.LogitsToKeep is { } keep) Bind(keep, _ones, []);
    }

    /// <summary>Tokens fed so far.</summary>
    public int Position { get; private set; }

    /// <summary>Feeds the tokens after those fed before.</summary>
    /// <returns>Logits of the token to come, [vocabulary]; the caller may change them; valid until the next call.</returns>
    public Span<float> Feed(scoped ReadOnlySpan<int> tokens)
    {
        while (tokens.Length > ChunkSize)
        {
            Run(tokens[..ChunkSize]);
            tokens = tokens[ChunkSize..];
        }
        Run(tokens);
        return _logits;
    }

    public void Dispose()
    {
        _binding.Dispose();
        _run.Dispose();
    }

    private void Run(ReadOnlySpan<int> tokens)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            _ids[i] = tokens[i];
            _positions[i] = Position + i;
        }
        Position += tokens.Length;
        Bind(_graph.InputIds, _ids, [1, tokens.Length]);
        if (_graph.PositionIds is { } positions) Bind(positions, _positions, [1, tokens.Length]);
        if (_graph.AttentionMask is { } mask) Bind(mask, _ones, [1, Position]);

        _run.Token.ThrowIfCancellationRequested();
        _graph.Session.Run(_binding, _run);

        NativeApi.GetOutputs(_binding, _outputs);
        ReadLastLogits(NativeApi.Data(_outputs[0]));
        NativeApi.Release(_outputs[0]);
        NativeApi.BindFreshOutput(_binding, _graph.Logits);
        _cache.Advance(_outputs.AsSpan(1));
    }

    /// <param name="data">[1, tokens or 1, vocabulary]: some graphs give the logits of the last token only.</param>
    private void ReadLastLogits(ReadOnlySpan<byte> data)
    {
        if (_graph.LogitsType == TensorElementType.Float)
            MemoryMarshal.Cast<byte, float>(data)[^_logits.Length..].CopyTo(_logits);
        else
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(data)[^_logits.Length..], _logits);
    }

    private void Bind(NativeName name, long[] pinned, ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var length in shape) count *= length;
        fixed (long* data = pinned)
        {
            var value = NativeApi.CreateTensor(data, (nuint)(count * sizeof(long)), shape, TensorElementType.Int64);
            NativeApi.BindInput(_binding, name, value);
            NativeApi.Release(value);
        }
    }
}
