using System.Diagnostics.Metrics;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>
/// All texts that a model writes at a time, as rows of one batch which they join and leave as they come and go (Yu et al. 2022, Orca). Each
/// turn feeds one chunk of one prompt and then one token to every row, so neither keeps the other waiting long.
/// </summary>
/// <remarks>Safe for concurrent calls. Runs in the thread pool while there is something to do.</remarks>
internal sealed class TextBatch(DecoderGraph graph, int context, string model) : IDisposable
{
    /// <summary>Most rows at a time; further requests wait in line.</summary>
    public const int MaxRows = 32;

    /// <summary>Most requests in line.</summary>
    public const int MaxWaiting = 256;

    private static readonly Meter Meter = new("MuseSpark.Inference");
    private static readonly Histogram<int> StepRows = Meter.CreateHistogram<int>("text.step.rows", "rows", "Texts that one run of the graph went on with.");

    private readonly object _gate = new();
    private readonly LinkedList<TextJob> _waiting = [];
    private bool _isRunning, _isClosed;

    // The rest is touched by the loop alone.
    private readonly Queue<TextJob> _prompts = [];
    private readonly List<RowGroup> _groups = [];
    private readonly int[] _tokens = new int[MaxRows];
    private readonly OnnxRun _run = new(CancellationToken.None);
    private RowLayout? _layout;

    /// <summary>How the graph takes rows of different lengths; null before the first text.</summary>
    public RowLayout? Layout => _layout;

    /// <exception cref="ModelException">Too many requests wait already.</exception>
    public void Add(TextJob job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_waiting.Count >= MaxWaiting) throw new ModelException($"The model is busy: {MaxWaiting} texts are waiting for it. Try again in a moment.");
            _waiting.AddLast(job);
            if (_isRunning) return;
            _isRunning = true;
        }
        // Not in the context of whoever happens to come first.
        ThreadPool.UnsafeQueueUserWorkItem(static batch => batch.Run(), this, preferLocal: false);
    }

    /// <summary>Ends what is under way and waits for it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_isRunning) Monitor.Wait(_gate);
        }
        _run.Dispose();
    }

    private void Run()
    {
        do
        {
            try
            {
                using var decoder = new Decoder(graph, context);
                _layout ??= RowProbe.Find(graph, decoder);
                while (Admit()) Turn(decoder);
            }
            catch (Exception e)
            {
                LeaveAll(e);
            }
        }
        while (!Stop());
    }

    private bool Stop()
    {
        lock (_gate)
        {
            if (_waiting.Count > 0) return false;
            _isRunning = false;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Lets in, in order, who has room, and out who wants no more.</summary>
    /// <returns>False when there is nothing to do.</returns>
    private bool Admit()
    {
        lock (_gate)
        {
            if (_isClosed) throw new ObjectDisposedException("The model was closed.");
            var taken = _groups.Sum(g => g.Rows.Count) + _prompts.Sum(j => j.Rows.Count);
            for (var node = _waiting.First; node is not null;)
            {
                var (job, next) = (node.Value, node.Next);
                var fits = node.Previous is null && taken + job.Rows.Count <= MaxRows;
                if (job.IsUnwanted || fits) _waiting.Remove(node);
                if (job.IsUnwanted) job.Leave(Cancelled(job));
                else if (fits)
                {
                    taken += job.Rows.Count;
                    _prompts.Enqueue(job);
                }
                node = next;
            }
            return _prompts.Count + _groups.Count > 0;
        }
    }

    private void Turn(Decoder decoder)
    {
        // In turn, a chunk each: a short prompt doesn't wait for the whole of a long one.
        if (_prompts.TryDequeue(out var job) && !FeedChunk(decoder, job)) _prompts.Enqueue(job);
        foreach (var group in _groups) Step(decoder, group);
        _groups.RemoveAll(group => group.Rows.Count == 0);
    }

    /// <returns>True when the prompt is fed or the job is over.</returns>
    private bool FeedChunk(Decoder decoder, TextJob job)
    {
        if (job.IsUnwanted)
        {
            job.Leave(Cancelled(job));
            return true;
        }
        try
        {
            job.Begun ??= KvRows.Empty(graph.Cache, _layout!.Value);
            var begin = job.Begun.LengthOf(0);
            var end = Math.Min(begin + Decoder.ChunkSize, job.Prompt.Length);
            decoder.Run(job.Begun, job.Prompt.AsSpan(begin..end), job.Run);
            if (end < job.Prompt.Length) return false;
        }
        catch (Exception e)
        {
            job.Leave(e);
            return true;
        }
        Join(decoder, job);
        return true;
    }

    /// <summary>Chooses the first token of each row, and puts those that go on into a group.</summary>
    private void Join(Decoder decoder, TextJob job)
    {
        var logits = decoder.Logits(0);
        // Each row overwrites what it chooses from.
        var kept = job.Rows.Count > 1 ? logits.ToArray() : [];
        foreach (var row in job.Rows)
        {
            if (row.Index > 0) kept.CopyTo(logits);
            (row.Home, row.Place) = (job.Begun!, 0);
            Advance(row, logits);
        }
        if (job.HasLeft) return;
        var open = job.Rows.Where(r => !r.IsGone).ToList();
        if (_layout == RowLayout.OneByOne)
        {
            foreach (var row in open)
            {
                row.Home = KvRows.Of(graph.Cache, RowLayout.OneByOne, [new(job.Begun!, 0, job.Prompt.Length)]);
                NewGroup().Add([row], row.Home);
            }
            job.Begun!.Dispose();
            job.Begun = null;
            return;
        }
        (_groups.Find(g => g.HasRoomFor(open.Count, job.Prompt.Length)) ?? NewGroup()).Add(open, job.Begun!);
        job.Begun = null;
    }

    private RowGroup NewGroup()
    {
        _groups.Add(new RowGroup(graph.Cache, _layout!.Value));
        return _groups[^1];
    }

    /// <summary>Feeds each row of a group its token and chooses the next.</summary>
    private void Step(Decoder decoder, RowGroup group)
    {
        foreach (var row in group.Rows)
            if (row.Job.IsUnwanted) row.Job.Leave(Cancelled(row.Job));
        try
        {
            if (!group.Settle()) return;
            for (var i = 0; i < group.Rows.Count; i++) _tokens[i] = group.Rows[i].Text.Token;
            decoder.Run(group.Cache, _tokens.AsSpan(0, group.Rows.Count), _run);
            StepRows.Record(group.Rows.Count, new KeyValuePair<string, object?>("model", model));
        }
        catch (Exception e)
        {
            foreach (var row in group.Rows) row.Job.Leave(e);
            group.Settle();
            return;
        }
        for (var i = 0; i < group.Rows.Count; i++) Advance(group.Rows[i], decoder.Logits(i));
    }

    /// <summary>What goes wrong with one row, such as a mark of its own, is the end of its request alone.</summary>
    private static void Advance(BatchRow row, Span<float> logits)
    {
        if (row.IsGone) return;
        try
        {
            if (row.Text.Advance(logits) is { } piece) row.Job.Write(row.Index, piece);
            if (row.Job.Rows.All(r => r.Text.IsOver)) row.Job.Leave(null);
        }
        catch (Exception e)
        {
            row.Job.Leave(e);
        }
    }

    private void LeaveAll(Exception reason)
    {
        foreach (var job in _prompts.Concat(_groups.SelectMany(g => g.Rows).Select(r => r.Job))) job.Leave(reason);
        foreach (var group in _groups) group.Dispose();
        _prompts.Clear();
        _groups.Clear();
        lock (_gate)
        {
            foreach (var job in _waiting) job.Leave(reason);
            _waiting.Clear();
        }
    }

    private static OperationCanceledException Cancelled(TextJob job) => new("The text was cancelled.", job.Run.Token);
}
