using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Text.Batching;

namespace MuseSpark.Inference.Text;

/// <summary>Runs a graph on rows of tokens: feeds the tokens after those fed before, moves the cache on, gives the logits of what comes next.</summary>
/// <remarks>From one thread at a time. A run of a size that was run before costs no managed allocation.</remarks>
internal sealed unsafe class Decoder : IDisposable
{
    /// <summary>
    /// Most tokens in one run. It bounds the memory of a long prompt (logits take tokens x vocabulary x 4 bytes), the time until a cancelled
    /// prompt stops, and for how long a prompt keeps others waiting.
    /// </summary>
    public const int ChunkSize = 128;

    private readonly DecoderGraph _graph;
    private readonly OrtIoBinding _binding;
    private readonly int _context;
    // Pinned, since tensors are made over them.
    private readonly long[] _ids = Pinned(ChunkSize), _positions = Pinned(ChunkSize), _keep = Pinned(1);
    private readonly nint[] _outputs;
    private long[] _mask;
    private float[] _converted = [];
    private nint _logits;
    private int _rows;
    private KvRows? _bound;

    /// <param name="context">Most tokens of a row that the graph has positions for.</param>
    public Decoder(DecoderGraph graph, int context)
    {
        _graph = graph;
        _context = context;
        _binding = graph.Session.CreateBinding();
        _outputs = new nint[1 + graph.Cache.Presents.Count];
        _mask = Pinned(context + ChunkSize);
        BindFreshOutputs();
    }

    /// <summary>How many tokens of each row have logits since the last run, its last ones: all, or 1 where the graph or the caller wants no more.</summary>
    public int Kept { get; private set; }

    /// <summary>Feeds the same number of tokens to each row.</summary>
    /// <param name="tokens">[rows, tokens of each], at most <see cref="ChunkSize"/> in all.</param>
    /// <param name="lastOnly">Only the last token's logits are wanted, which some graphs can be told.</param>
    public void Run(KvRows rows, ReadOnlySpan<int> tokens, OnnxRun run, bool lastOnly = true)
    {
        _rows = rows.Count;
        var each = tokens.Length / _rows;
        for (var i = 0; i < tokens.Length; i++)
        {
            _ids[i] = tokens[i];
            // What is tried of a graph may be longer than a very short context.
            _positions[i] = Math.Min(rows.LengthOf(i / each) + i % each, _context - 1);
        }
        Bind(_graph.InputIds, _ids, [_rows, each]);
        if (_graph.PositionIds is { } positions) Bind(positions, _positions, [_rows, each]);
        if (_graph.AttentionMask is { } mask) BindMask(mask, rows, each);
        if (_graph.LogitsToKeep is { } keep)
        {
            _keep[0] = lastOnly ? 1 : each;
            Bind(keep, _keep, []);
        }
        // What stays in place is bound once.
        if (rows.MakeRoom(each) || _bound != rows) rows.Bind(_binding);
        if (_bound is not null && !rows.AreInPlace) BindFreshOutputs();
        _bound = rows.AreInPlace ? rows : null;

        run.Token.ThrowIfCancellationRequested();
        _graph.Session.Run(_binding, run);

        NativeApi.GetOutputs(_binding, _outputs);
        // Until something else is bound there, the binding holds on to what the run has put out.
        if (rows.AreInPlace) NativeApi.BindFreshOutput(_binding, _graph.Logits);
        else BindFreshOutputs();
        ReleaseLogits();
        _logits = _outputs[0];
        Kept = NativeApi.Data(_logits).Length / (_graph.VocabularySize * LogitBytes * _rows);
        rows.Advance(_outputs.AsSpan(1), each);
    }

    /// <summary>Feeds any number of tokens to one row, in chunks.</summary>
    public void Feed(KvRows row, ReadOnlySpan<int> tokens, OnnxRun run)
    {
        for (; tokens.Length > ChunkSize; tokens = tokens[ChunkSize..]) Run(row, tokens[..ChunkSize], run);
        Run(row, tokens, run);
    }

    /// <summary>Logits of what comes after a row's token, [vocabulary]; the caller may change them; valid until the next run.</summary>
    /// <param name="back">0 for the row's last token, 1 for the one before; below <see cref="Kept"/>.</param>
    public Span<float> Logits(int row, int back = 0)
    {
        var bytes = NativeApi.Data(_logits).Slice(((row + 1) * Kept - 1 - back) * _graph.VocabularySize * LogitBytes, _graph.VocabularySize * LogitBytes);
        if (_graph.LogitsType == TensorElementType.Float) return MemoryMarshal.Cast<byte, float>(bytes);
        if (_converted.Length == 0) _converted = new float[_graph.VocabularySize];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), _converted);
        return _converted;
    }

    public void Dispose()
    {
        ReleaseLogits();
        _binding.Dispose();
    }

    private int LogitBytes => _graph.LogitsType == TensorElementType.Float ? sizeof(float) : sizeof(short);

    private static long[] Pinned(int length) => GC.AllocateArray<long>(length, pinned: true);

    private void BindFreshOutputs()
    {
        NativeApi.BindFreshOutput(_binding, _graph.Logits);
        // By index: an enumerator would be an object for each token.
        for (var i = 0; i < _graph.Cache.Presents.Count; i++) NativeApi.BindFreshOutput(_binding, _graph.Cache.Presents[i]);
    }

    private void ReleaseLogits()
    {
        if (_logits != 0) NativeApi.Release(_logits);
        _logits = 0;
    }

    private void BindMask(NativeName name, KvRows rows, int each)
    {
        var columns = rows.MaskColumns(each);
        if (_mask.Length < _rows * columns) _mask = Pinned(2 * _rows * columns);
        for (var row = 0; row < _rows; row++) rows.WriteMask(row, each, _mask.AsSpan(row * columns, columns));
        Bind(name, _mask, [_rows, columns]);
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
