using System.Diagnostics;
using System.Runtime.InteropServices;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>
/// All texts that a model writes at a time, as rows of one batch which they join and leave as they come and go (Yu et al. 2022, Orca). Each
/// turn feeds one chunk of one prompt and then one token to every row, so neither keeps the other waiting long.
/// </summary>
/// <remarks>Safe for concurrent calls. Runs in a thread of its own while there is something to do.</remarks>
internal sealed class TextBatch(DecoderGraph graph, int context, string model, long prefixBytes, RunMemory? memory = null) : IDisposable
{
    /// <summary>Most rows at a time; further requests wait in line.</summary>
    public const int MaxRows = 32;

    // Until others are asked again for the memory that they hold.
    private static readonly TimeSpan MemoryPause = TimeSpan.FromMilliseconds(20);

    // Rows times tokens of a run with guesses.
    private const int MostOnTrial = 16;

    private readonly object _gate = new();
    private readonly WaitingLine _waiting = new();
    private bool _isRunning, _isClosed;

    // The rest is touched by the loop alone.
    private readonly Queue<TextJob> _prompts = [];
    private readonly List<RowGroup> _groups = [];
    private readonly int[] _tokens = new int[MaxRows];
    private readonly BatchMeter _meter = new(model);
    private readonly OnnxRun _run = new(CancellationToken.None);
    private GraphTraits? _traits;
    private PrefixCache? _prefixes;

    /// <summary>How the graph takes rows; null before the first text.</summary>
    public GraphTraits? Traits => _traits;

    /// <exception cref="ModelException">Too many requests wait already.</exception>
    public void Add(TextJob job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting.Add(job);
            if (_isRunning) return;
            _isRunning = true;
        }
        // A thread of its own, since it may be busy for long; and not in the context of whoever happens to come first.
        new Thread(Run) { IsBackground = true, Name = $"Texts of {model}" }.UnsafeStart();
    }

    /// <summary>Ends what is under way and waits for it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_isRunning) Monitor.Wait(_gate);
        }
        _prefixes?.Dispose();
        _run.Dispose();
    }

    private RowLayout Layout => _traits!.Value.Layout;

    /// <summary>Not where tokens of a run are rounded together: then only what was cut into the same runs has the same numbers.</summary>
    private bool CutsFreely => _traits!.Value.CutsFreely;

    /// <summary>Tokens of a prompt that are fed at once; fewer where only whole chunks are remembered, so that more of a prompt is.</summary>
    private int Chunk => CutsFreely ? Decoder.ChunkSize : Decoder.ChunkSize / 2;

    private void Run()
    {
        do
        {
            try
            {
                using var decoder = new Decoder(graph, context);
                _traits ??= RowProbe.Find(graph, decoder);
                _prefixes ??= new PrefixCache(graph.Cache, Layout, prefixBytes, CutsFreely ? 1 : Chunk);
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
            if (!_waiting.IsEmpty) return false;
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
            var taken = _groups.Sum(g => g.Rows.Count) + _prompts.Sum(j => j.Places);
            if (!_waiting.IsEmpty) Take(MaxRows - taken);
            if (_prompts.Count + _groups.Count > 0) return true;
            // Texts of other models hold all memory.
            if (!_waiting.IsEmpty) Monitor.Wait(_gate, MemoryPause);
            return !_waiting.IsEmpty;
        }
    }

    private void Take(int room) =>
        _waiting.Take(room, job => memory is null || job.TryTake(memory, graph.Cache, Layout)).ForEach(_prompts.Enqueue);

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
            job.Leave(job.Cancelled());
            return true;
        }
        try
        {
            if (job.Begun is null) job.Guidance?.Begin(decoder, graph.Cache, _traits!.Value, job.Run);
            job.Begun ??= Begin(job);
            var begin = job.Begun.LengthOf(0);
            var end = Math.Min(begin + Chunk, job.Prompt.Length);
            decoder.Run(job.Begun, job.Prompt.AsSpan(begin..end), job.Run);
            _meter.Prompt("fed", end - begin);
            if (end < job.Prompt.Length) return false;
            Join(decoder, job);
        }
        catch (Exception e)
        {
            job.Leave(e);
        }
        return true;
    }

    private KvRows Begin(TextJob job)
    {
        if (job.Scope is not null && _prefixes!.Find(job.Scope, job.Prompt) is { } remembered)
        {
            _meter.Prompt("remembered", remembered.LengthOf(0));
            return remembered;
        }
        return KvRows.Empty(graph.Cache, Layout);
    }

    /// <summary>Of drafts only the prompt is remembered, which one is kept is decided elsewhere; and what was not written token by token.</summary>
    private void Remember(BatchRow row)
    {
        if (row.Index > 0 || row.IsShadow || row.Job.Scope is not { } scope) return;
        var tokens = CollectionsMarshal.AsSpan(row.Fed);
        _prefixes!.Keep(scope, row.Job.Rows.Count > 1 || !CutsFreely ? tokens[..row.Job.Prompt.Length] : tokens, row.Home, row.Place);
    }

    /// <summary>Chooses the first token of each row, and puts those that go on into a group.</summary>
    private void Join(Decoder decoder, TextJob job)
    {
        var logits = decoder.Logits(0);
        job.Guidance?.Lean(logits);
        // Each row overwrites what it chooses from.
        var kept = job.Rows.Count > 1 ? logits.ToArray() : [];
        foreach (var row in job.Rows)
        {
            if (row.Index > 0) kept.CopyTo(logits);
            (row.Home, row.Place) = (job.Begun!, 0);
            if (row.Shadow is { } shadow) (shadow.Home, shadow.Place) = (job.Guidance!.Begun!, 0);
            Advance(row, logits);
        }
        if (job.HasLeft) return;
        var open = job.Rows.Where(r => !r.IsGone).ToList();
        if (!_traits!.Value.Together)
        {
            foreach (var row in open)
            {
                row.Home = KvRows.Of(graph.Cache, Layout, [new(job.Begun!, 0, job.Prompt.Length)]);
                NewGroup().Add([row], row.Home);
            }
            job.Begun!.Dispose();
            job.Begun = null;
            return;
        }
        var group = _groups.Find(g => g.HasRoomFor(job.Places, job.Prompt.Length)) ?? NewGroup();
        group.Add(open, job.Begun!);
        job.Begun = null;
        if (job.Guidance is not { } guidance) return;
        group.Add(open.Select(r => r.Shadow!), guidance.Begun!);
        guidance.Begun = null;
    }

    private RowGroup NewGroup()
    {
        _groups.Add(new RowGroup(graph.Cache, Layout, _traits!.Value.Together));
        return _groups[^1];
    }

    /// <summary>Feeds each row of a group its token, and what is guessed to come after it, and chooses the next.</summary>
    private void Step(Decoder decoder, RowGroup group)
    {
        foreach (var row in group.Rows)
        {
            if (row.IsGone || row.Job.Wants(row)) continue;
            Remember(row);
            row.Job.LetGo(row);
        }
        var (each, ticks) = (1, 0L);
        try
        {
            if (!group.Settle()) return;
            foreach (var row in group.Rows) row.Feed();
            each += Guess(group);
            var start = Stopwatch.GetTimestamp();
            decoder.Run(group.Cache, group.WriteTokens(_tokens, each), _run, lastOnly: false);
            ticks = Stopwatch.GetTimestamp() - start;
            _meter.Step(group.Rows.Count(static row => !row.IsShadow));
        }
        catch (Exception e)
        {
            foreach (var row in group.Rows) row.Job.Leave(e);
            group.Settle();
            return;
        }
        for (var i = 0; i < group.Rows.Count; i++)
            if (!group.Rows[i].IsShadow) Choose(decoder, group, i, each, ticks);
            else if (each > 1) group.Cache.Forget(i, each - 1);
    }

    /// <summary>Lets each row guess as far as the run stays small, since guesses are free only where reading the weights is what takes time.</summary>
    /// <returns>Tokens of the longest guess.</returns>
    private int Guess(RowGroup group)
    {
        var longest = 0;
        // GroupQueryAttention takes several tokens after others for one row only; and no graph has positions behind the end of the context.
        var room = _traits is { CutsFreely: true, KeepsAll: true } && (Layout == RowLayout.EndAligned || group.Rows.Count == 1) ? MostOnTrial / group.Rows.Count - 1 : 0;
        foreach (var row in group.Rows) longest = Math.Max(longest, row.GuessNext(Math.Min(room, context - 1 - group.Cache.Longest)));
        return longest;
    }

    /// <summary>Chooses a row's next token, and those after it as long as they are what was guessed; takes the rest of the guess back.</summary>
    private void Choose(Decoder decoder, RowGroup group, int place, int each, long ticks)
    {
        var row = group.Rows[place];
        var right = 0;
        while (true)
        {
            Advance(row, row.Logits(decoder, each - 1 - right));
            if (row.IsGone || right == row.Guessed.Length || row.Text.Token != row.Guessed[right]) break;
            row.Fed.Add(row.Text.Token);
            right++;
        }
        if (right > 0) _meter.Guessed(right);
        row.Learn(right, each, ticks);
        if (each - 1 > right) group.Cache.Forget(place, each - 1 - right);
    }

    /// <summary>What goes wrong with one row, such as a mark of its own, is the end of its request alone.</summary>
    private void Advance(BatchRow row, Span<float> logits)
    {
        if (row.IsGone) return;
        try
        {
            if (row.Text.Advance(logits) is { } piece) row.Job.Write(row.Index, piece);
            if (!row.Text.IsOver) return;
            Remember(row);
            if (row.Job.IsDone) row.Job.Leave(null);
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
        lock (_gate) _waiting.LeaveAll(reason);
    }
}
