using System.Threading.Channels;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Text.Batching;

/// <summary>One request among those of a <see cref="TextBatch"/>: its prompt, its rows, and what they have written.</summary>
/// <remarks>
/// The batch alone touches it until <see cref="Leave"/>; the pieces are read elsewhere. They are never more than the text's own
/// tokens, so a slow reader holds up nobody and costs no more than its text.
/// </remarks>
internal sealed class TextJob
{
    private readonly Channel<(int Row, TextPiece Piece)> _pieces =
        Channel.CreateUnbounded<(int, TextPiece)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isUnwanted;

    public TextJob(IReadOnlyList<int> prompt, IReadOnlyList<TextRow> texts, CancellationToken cancellationToken)
    {
        Prompt = [.. prompt];
        Run = new OnnxRun(cancellationToken);
        Rows = [.. texts.Select((text, i) => new BatchRow(this, i, text))];
    }

    public int[] Prompt { get; }

    public IReadOnlyList<BatchRow> Rows { get; }

    /// <summary>Carries the cancellation into runs that are this request's alone.</summary>
    public OnnxRun Run { get; }

    /// <summary>The prompt so far, while it is fed.</summary>
    public KvRows? Begun { get; set; }

    public bool HasLeft { get; private set; }

    public bool IsUnwanted => _isUnwanted || Run.Token.IsCancellationRequested;

    /// <summary>What the rows write, as they write it.</summary>
    public IAsyncEnumerable<(int Row, TextPiece Piece)> ReadAsync() => _pieces.Reader.ReadAllAsync(CancellationToken.None);

    public void Write(int row, TextPiece piece) => _pieces.Writer.TryWrite((row, piece));

    /// <summary>The batch has done with it, for a reason or because all is written.</summary>
    public void Leave(Exception? reason)
    {
        if (HasLeft) return;
        HasLeft = true;
        Begun?.Dispose();
        Begun = null;
        Run.Dispose();
        _pieces.Writer.Complete(reason);
        _left.SetResult();
    }

    /// <summary>Whoever asked wants no more; done when nothing of it is left in the batch.</summary>
    public Task AbandonAsync()
    {
        _isUnwanted = true;
        return _left.Task;
    }
}

/// <summary>One text of a job, and where its cache lies.</summary>
internal sealed class BatchRow(TextJob job, int index, TextRow text)
{
    public TextJob Job => job;

    public int Index => index;

    public TextRow Text => text;

    public KvRows Home { get; set; } = null!;

    public int Place { get; set; }

    public int Length => Home.LengthOf(Place);

    public bool IsGone => job.HasLeft || text.IsOver;
}
