using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>A row of some cache, up to a number of its tokens.</summary>
internal readonly record struct KvSource(KvRows Rows, int Row, int Length);

/// <summary>
/// The one owner of some rows' key-value tensors, each [rows, heads, columns, head size], and of which column is which row's. What one run
/// puts out is bound as the next one's input where it lies, or the run writes it there itself; rows are copied, in native memory, only when
/// they come or go, or have no room left where they lie.
/// </summary>
internal sealed unsafe class KvRows : IDisposable
{
    /// <summary>Columns that tensors which stay in place grow by.</summary>
    public const int Room = 256;

    private readonly KvLayout _layout;
    private readonly RowLayout _side;
    private readonly nint[] _values;
    // [row][column] 1 where the column holds a token of the row; of end-aligned rows only.
    private readonly List<byte>[] _masks;
    private readonly int[] _lengths;

    private KvRows(KvLayout layout, RowLayout side, int rows)
    {
        (_layout, _side) = (layout, side);
        _values = new nint[layout.Pasts.Count];
        _lengths = new int[rows];
        _masks = side != RowLayout.EndAligned ? [] : [.. Enumerable.Range(0, rows).Select(_ => new List<byte>())];
    }

    public int Count => _lengths.Length;

    /// <summary>Columns of the tensors, those of no token included.</summary>
    public int Columns { get; private set; }

    /// <summary>Whether runs write into these tensors themselves.</summary>
    public bool AreInPlace => _side == RowLayout.InPlace;

    /// <summary>Columns that are read at every run for nothing: of guesses that were wrong.</summary>
    public int Wasted => AreInPlace ? 0 : Columns - Longest;

    /// <summary>Tokens of the longest row.</summary>
    public int Longest => _lengths.Max();

    /// <summary>One row without tokens.</summary>
    public static KvRows Empty(KvLayout layout, RowLayout side)
    {
        var rows = new KvRows(layout, side, 1);
        // A tensor of no elements still needs an address that is not null.
        byte nothing;
        for (var i = 0; i < rows._values.Length; i++)
            rows._values[i] = NativeApi.CreateTensor(&nothing, 0, [1, layout.Heads, 0, layout.HeadSize], layout.Type);
        return rows;
    }

    /// <summary>Copies rows of other caches, without the columns of no token.</summary>
    /// <param name="grows">Whether they will be fed, so that those in place need room for it.</param>
    public static KvRows Of(KvLayout layout, RowLayout side, IReadOnlyList<KvSource> sources, bool grows = true)
    {
        var longest = sources.Max(s => s.Length);
        if (longest == 0 && sources.Count == 1) return Empty(layout, side);
        var rows = new KvRows(layout, side, sources.Count) { Columns = longest + (grows && side == RowLayout.InPlace ? Room : 0) };
        for (var row = 0; row < sources.Count; row++)
        {
            rows._lengths[row] = sources[row].Length;
            if (side != RowLayout.EndAligned) continue;
            rows._masks[row].AddRange(Enumerable.Repeat((byte)0, rows.Columns - sources[row].Length));
            rows._masks[row].AddRange(Enumerable.Repeat((byte)1, sources[row].Length));
        }
        var runs = sources.Select(s => s.Rows.Runs(s.Row, s.Length)).ToArray();
        try
        {
            for (var i = 0; i < rows._values.Length; i++)
            {
                rows._values[i] = NativeApi.CreateTensor([sources.Count, layout.Heads, rows.Columns, layout.HeadSize], layout.Type);
                var to = NativeApi.Data(rows._values[i]);
                for (var row = 0; row < sources.Count; row++) rows.Copy(sources[row], runs[row], NativeApi.Data(sources[row].Rows._values[i]), row, to);
            }
        }
        catch
        {
            // Where memory ran out on the way, nobody else owns what is there already.
            rows.Dispose();
            throw;
        }
        return rows;
    }

    public int LengthOf(int row) => _lengths[row];

    /// <summary>Makes sure that a run of so many tokens a row has where to put them.</summary>
    /// <returns>Whether the tensors are others than before.</returns>
    public bool MakeRoom(int tokens)
    {
        var needed = Longest + tokens;
        if (!AreInPlace || needed <= Columns) return false;
        var (old, bytes) = (Columns * _layout.TokenBytes, (needed + Room) * _layout.TokenBytes);
        for (var i = 0; i < _values.Length; i++)
        {
            var wider = NativeApi.CreateTensor([Count, _layout.Heads, needed + Room, _layout.HeadSize], _layout.Type);
            var from = old == 0 ? default : NativeApi.Data(_values[i]);
            var to = NativeApi.Data(wider);
            for (var head = 0; head < Count * _layout.Heads; head++)
            {
                from.Slice(head * old, old).CopyTo(to.Slice(head * bytes, bytes));
                to[(head * bytes + old)..((head + 1) * bytes)].Clear();
            }
            NativeApi.Release(_values[i]);
            _values[i] = wider;
        }
        Columns = needed + Room;
        return true;
    }

    /// <summary>Binds what the next run reads, which in place is also what it writes.</summary>
    public void Bind(OrtIoBinding binding)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            NativeApi.BindInput(binding, _layout.Pasts[i], _values[i]);
            if (AreInPlace) NativeApi.BindOutput(binding, _layout.Presents[i], _values[i]);
        }
    }

    /// <summary>Columns of the mask of a run with so many new tokens a row.</summary>
    public int MaskColumns(int tokens) => (_side == RowLayout.EndAligned ? Columns : Longest) + tokens;

    /// <summary>Writes a row of that mask, [<see cref="MaskColumns"/>].</summary>
    public void WriteMask(int row, int tokens, Span<long> mask)
    {
        if (_side != RowLayout.EndAligned)
        {
            mask[..(_lengths[row] + tokens)].Fill(1);
            mask[(_lengths[row] + tokens)..].Clear();
            return;
        }
        var own = CollectionsMarshal.AsSpan(_masks[row]);
        for (var column = 0; column < own.Length; column++) mask[column] = own[column];
        mask[Columns..].Fill(1);
    }

    /// <summary>Takes over what a run of so many tokens a row put out, and frees what it was run on.</summary>
    /// <param name="presents">The run's outputs, in the order of <see cref="KvLayout.Presents"/>; owned from here.</param>
    public void Advance(ReadOnlySpan<nint> presents, int tokens)
    {
        Columns = Math.Max(Columns, MaskColumns(tokens));
        for (var row = 0; row < Count; row++) _lengths[row] += tokens;
        foreach (var mask in _masks)
            for (var i = 0; i < tokens; i++) mask.Add(1);
        for (var i = 0; i < presents.Length; i++)
        {
            NativeApi.Release(_values[i]);
            _values[i] = presents[i]; // in place another hold on the same tensor
        }
    }

    /// <summary>Takes back a row's last tokens.</summary>
    public void Forget(int row, int tokens)
    {
        _lengths[row] -= tokens;
        if (_side == RowLayout.EndAligned) CollectionsMarshal.AsSpan(_masks[row])[^tokens..].Clear();
    }

    public void Dispose()
    {
        foreach (var value in _values)
            if (value != 0) NativeApi.Release(value);
        Array.Clear(_values);
    }

    /// <summary>Where a row's first tokens lie: columns [start, start + count).</summary>
    private List<(int Start, int Count)> Runs(int row, int length)
    {
        if (_side != RowLayout.EndAligned) return [(0, length)];
        var runs = new List<(int Start, int Count)>();
        var mask = CollectionsMarshal.AsSpan(_masks[row]);
        for (var column = 0; length > 0; column++)
        {
            if (mask[column] == 0) continue;
            if (runs is [.., var last] && last.Start + last.Count == column) runs[^1] = (last.Start, last.Count + 1);
            else runs.Add((column, 1));
            length--;
        }
        return runs;
    }

    private void Copy(KvSource source, List<(int Start, int Count)> runs, ReadOnlySpan<byte> from, int row, Span<byte> to)
    {
        var bytes = _layout.TokenBytes;
        var (wide, narrow) = (source.Rows.Columns * bytes, Columns * bytes);
        var padding = (Columns - source.Length) * bytes;
        for (var head = 0; head < _layout.Heads; head++)
        {
            var old = from.Slice((source.Row * _layout.Heads + head) * wide, wide);
            var own = to.Slice((row * _layout.Heads + head) * narrow, narrow);
            var empty = _side == RowLayout.EndAligned ? own[..padding] : own[^padding..];
            // Zeros, not what lay there: a weight of 0 times what is no number is no number.
            empty.Clear();
            if (_side == RowLayout.EndAligned) own = own[padding..];
            foreach (var (start, count) in runs)
            {
                old.Slice(start * bytes, count * bytes).CopyTo(own);
                own = own[(count * bytes)..];
            }
        }
    }
}
