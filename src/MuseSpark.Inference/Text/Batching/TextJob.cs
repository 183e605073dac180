using System.Runtime.InteropServices;
using System.Threading.Channels;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>One request among those of a <see cref="TextBatch"/>: its prompt, its rows, and what they have written.</summary>
/// <remarks>
/// The batch alone touches it until <see cref="Leave"/>; the pieces are read elsewhere. They are never more than the text's own
/// tokens, so a slow reader holds up nobody and costs no more than its text.
/// </remarks>
internal sealed class TextJob
{
    private const int All = -1;

    private readonly Channel<(int Row, TextPiece Piece)> _pieces =
        Channel.CreateUnbounded<(int, TextPiece)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isUnwanted;
    private volatile int _kept = All;
    private RunMemory? _memory;
    private long _bytes, _bytesOfRow;

    public TextJob(IReadOnlyList<int> prompt, Guidance? guidance, IReadOnlyList<TextRow> texts, string? scope, bool guesses, CancellationToken cancellationToken)
    {
        // A guess would have to be right for both rows of a guided text.
        (Guidance, Scope, Guesses) = (guidance, scope, guesses && guidance is null);
        Prompt = [.. prompt];
        Run = new OnnxRun(cancellationToken);
        Rows = [.. texts.Select((text, i) => new BatchRow(this, i, text, guidance))];
    }

    public Guidance? Guidance { get; }

    public int[] Prompt { get; }

    /// <summary>Most tokens that a row's cache can come to hold.</summary>
    public required int MaxLength { get; init; }

    public IReadOnlyList<BatchRow> Rows { get; }

    /// <summary>Rows of the batch that it takes.</summary>
    public int Places => Guidance is null ? Rows.Count : 2 * Rows.Count;

    /// <summary>Who may profit from what is fed for it; null for nobody.</summary>
    public string? Scope { get; }

    /// <summary>Whether its text is likely to repeat what is there.</summary>
    public bool Guesses { get; }

    /// <summary>Carries the cancellation into runs that are this request's alone.</summary>
    public OnnxRun Run { get; }

    /// <summary>The prompt so far, while it is fed.</summary>
    public KvRows? Begun { get; set; }

    public bool HasLeft { get; private set; }

    /// <summary>Whether nothing more is written for it.</summary>
    public bool IsDone => Rows.All(static row => row.IsGone);

    public bool IsUnwanted => _isUnwanted || Run.Token.IsCancellationRequested;

    /// <summary>What the rows write, as they write it.</summary>
    public IAsyncEnumerable<(int Row, TextPiece Piece)> ReadAsync() => _pieces.Reader.ReadAllAsync(CancellationToken.None);

    public void Write(int row, TextPiece piece) => _pieces.Writer.TryWrite((row, piece));

    /// <summary>Takes the memory of all its rows at their longest, so that no text is stopped in the middle for want of it.</summary>
    /// <returns>False where it must wait for others.</returns>
    /// <exception cref="ModelException">There is not so much.</exception>
    public bool TryTake(RunMemory memory, KvLayout layout, RowLayout side)
    {
        var bytes = Places * layout.BytesOf(MaxLength + (side == RowLayout.InPlace ? KvRows.Room : 0));
        if (!memory.TryTake(bytes)) return false;
        (_memory, _bytes, _bytesOfRow) = (memory, bytes, bytes / Rows.Count);
        return true;
    }

    /// <summary>The batch has done with it, for a reason or because all is written.</summary>
    public void Leave(Exception? reason)
    {
        if (HasLeft) return;
        HasLeft = true;
        Begun?.Dispose();
        Begun = null;
        Guidance?.Dispose();
        Run.Dispose();
        // Before anybody hears of it: from then on the model may be closed, which waits for this thread.
        _memory?.Give(_bytes);
        _pieces.Writer.Complete(reason);
        _left.SetResult();
    }

    public OperationCanceledException Cancelled() => new("The text was cancelled.", Run.Token);

    /// <summary>Whoever asked wants this row alone to go on.</summary>
    public void Keep(int row) => _kept = row;

    public bool Wants(BatchRow row) => !IsUnwanted && (_kept == All || _kept == row.Index);

    /// <summary>The batch lets go of a row that is not wanted: of its share of the memory, and of all where nothing else is under way.</summary>
    public void LetGo(BatchRow row)
    {
        if (IsUnwanted)
        {
            Leave(Cancelled());
            return;
        }

        row.IsDropped = true;
        if (!row.IsShadow)
        {
            _memory?.Give(_bytesOfRow);
            _bytes -= _bytesOfRow;
        }
        if (IsDone) Leave(null);
    }

    /// <summary>Whoever asked wants no more; done when nothing of it is left in the batch.</summary>
    public Task AbandonAsync()
    {
        _isUnwanted = true;
        return _left.Task;
    }
}

/// <summary>One text of a job, and where its cache lies.</summary>
internal sealed class BatchRow
{
    private readonly PromptLookup _lookup = new();
    private readonly int[] _guessed = new int[PromptLookup.Most];
    private int _guessedCount;

    public BatchRow(TextJob job, int index, TextRow text, Guidance? guidance)
    {
        (Job, Index, Text) = (job, index, text);
        Fed = [.. job.Prompt];
        if (guidance is not null) Shadow = new BatchRow(this, guidance);
    }

    private BatchRow(BatchRow guided, Guidance guidance)
    {
        (Job, Index, Text, IsShadow) = (guided.Job, guided.Index, guided.Text, true);
        Fed = [];
    }

    public TextJob Job { get; }

    public int Index { get; }

    public TextRow Text { get; }

    /// <summary>The same text after a prompt without the person's words; null where it is not guided.</summary>
    public BatchRow? Shadow { get; }

    /// <summary>Whether it is another row's shadow, and chooses nothing itself.</summary>
    public bool IsShadow { get; }

    /// <summary>The tokens of its cache: the prompt and what was fed since. Nobody asks a shadow.</summary>
    public List<int> Fed { get; }

    public KvRows Home { get; set; } = null!;

    public int Place { get; set; }

    /// <summary>What is thought to come after the token that is fed next.</summary>
    public ReadOnlySpan<int> Guessed => _guessed.AsSpan(0, _guessedCount);

    public int Length => Home.LengthOf(Place);

    /// <summary>Whether it was let go of before its text was over.</summary>
    public bool IsDropped { get; set; }

    public bool IsGone => IsDropped || Job.HasLeft || Text.IsOver;

    /// <summary>Notes the token that is fed next.</summary>
    public void Feed()
    {
        if (!IsShadow) Fed.Add(Text.Token);
    }

    /// <summary>What the text's next token is chosen from, [vocabulary]; may be overwritten.</summary>
    /// <param name="back">As <see cref="Decoder.Logits"/> takes it.</param>
    public Span<float> Logits(Decoder decoder, int back) =>
        Shadow is null ? decoder.Logits(Place, back) : Job.Guidance!.Lean(decoder, Place, Shadow.Place, back);

    /// <summary>Guesses at most so many tokens; fewer where guesses were wrong lately.</summary>
    public int GuessNext(int most)
    {
        var guess = Job.Guesses ? _lookup.Guess(CollectionsMarshal.AsSpan(Fed), most) : [];
        guess.CopyTo(_guessed);
        return _guessedCount = guess.Length;
    }

    /// <summary>Tells what came of a run, as <see cref="PromptLookup.Learn"/> takes it.</summary>
    public void Learn(int right, int each, long ticks)
    {
        if (Job.Guesses) _lookup.Learn(right, each, ticks);
    }
}
