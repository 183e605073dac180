using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text;

/// <summary>One decoding under way, of one text or of several that begin alike: feeds tokens, keeps the cache, gives the logits of the token to come.</summary>
/// <remarks>For one generation, from one thread at a time. After the first step a token costs no managed allocation.</remarks>
internal sealed unsafe class Decoder : IDisposable
{
    /// <summary>
    /// Most tokens in one run, all rows together. It bounds the memory of a long prompt (logits take tokens x vocabulary x 4
    /// bytes) and the time until a cancelled prompt stops.
    /// </summary>
    public const int ChunkSize = 256;

    private readonly DecoderGraph _graph;
    private readonly OrtIoBinding _binding;
    private readonly KvCache _cache;
    private readonly OnnxRun _run;
    private readonly int _rows;
    // Pinned, since tensors are made over them.
    private readonly long[] _ids = GC.AllocateArray<long>(ChunkSize, pinned: true);
    private readonly long[] _positions = GC.AllocateArray<long>(ChunkSize, pinned: true);
    private readonly long[] _ones;
    private readonly nint[] _outputs;
    private readonly float[] _logits;

    /// <param name="rows">Texts decoded side by side, 1 to <see cref="ChunkSize"/>.</param>
    /// <param name="capacity">Most tokens ever fed to a row.</param>
    public Decoder(DecoderGraph graph, int rows, int capacity, CancellationToken cancellationToken)
    {
        _graph = graph;
        _rows = rows;
        _run = new OnnxRun(cancellationToken);
        _binding = graph.Session.CreateBinding();
        _outputs = new nint[1 + graph.Cache.Presents.Count];
        _logits = new float[rows * graph.VocabularySize];
        _ones = GC.AllocateArray<long>(rows * capacity, pinned: true);
        Array.Fill(_ones, 1);
        NativeApi.BindFreshOutput(_binding, graph.Logits);
        _cache = new KvCache(_binding, graph.Cache, rows);
        if (graph.LogitsToKeep is { } keep) Bind(keep, _ones, []);
    }

    /// <summary>Tokens fed to each row so far.</summary>
    public int Position { get; private set; }

    /// <summary>Logits of a row's token to come, [vocabulary]; the caller may change them; valid until the next call.</summary>
    public Span<float> Logits(int row) => _logits.AsSpan(row * _graph.VocabularySize, _graph.VocabularySize);

    /// <summary>Feeds the same tokens to every row, after those fed before.</summary>
    public void Feed(scoped ReadOnlySpan<int> tokens)
    {
        var chunk = ChunkSize / _rows;
        for (; tokens.Length > chunk; tokens = tokens[chunk..]) FeedChunk(tokens[..chunk]);
        FeedChunk(tokens);
    }

    /// <summary>Feeds one token to each row.</summary>
    public void FeedEach(ReadOnlySpan<int> tokens)
    {
        for (var row = 0; row < _rows; row++) _ids[row] = tokens[row];
        Run(1);
    }

    public void Dispose()
    {
        _binding.Dispose();
        _run.Dispose();
    }

    private void FeedChunk(ReadOnlySpan<int> tokens)
    {
        for (var i = 0; i < _rows * tokens.Length; i++) _ids[i] = tokens[i % tokens.Length];
        Run(tokens.Length);
    }

    /// <param name="count">Tokens of each row; they lie in <see cref="_ids"/>, [rows, count].</param>
    private void Run(int count)
    {
        for (var i = 0; i < _rows * count; i++) _positions[i] = Position + i % count;
        Position += count;
        Bind(_graph.InputIds, _ids, [_rows, count]);
        if (_graph.PositionIds is { } positions) Bind(positions, _positions, [_rows, count]);
        if (_graph.AttentionMask is { } mask) Bind(mask, _ones, [_rows, Position]);

        _run.Token.ThrowIfCancellationRequested();
        _graph.Session.Run(_binding, _run);

        NativeApi.GetOutputs(_binding, _outputs);
        ReadLastLogits(NativeApi.Data(_outputs[0]));
        NativeApi.Release(_outputs[0]);
        NativeApi.BindFreshOutput(_binding, _graph.Logits);
        _cache.Advance(_outputs.AsSpan(1));
    }

    /// <param name="data">[rows, tokens or 1, vocabulary]: some graphs give the logits of the last token only.</param>
    private void ReadLastLogits(ReadOnlySpan<byte> data)
    {
        var bytes = data.Length / _rows;
        for (var row = 0; row < _rows; row++)
        {
            var own = data.Slice(row * bytes, bytes);
            var logits = Logits(row);
            if (_graph.LogitsType == TensorElementType.Float)
                MemoryMarshal.Cast<byte, float>(own)[^logits.Length..].CopyTo(logits);
            else
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(own)[^logits.Length..], logits);
        }
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
