using MuseSpark.Client.Models;
using MuseSpark.Inference.Installing;

namespace MuseSpark.Web.Models.Pulls;

/// <summary>One order and how far it is. Its runner alone changes it, under its lock.</summary>
internal sealed class Pull(PullOrder order)
{
    public PullOrder Order { get; set; } = order;
    public PullState State { get; set; } = PullState.Waiting;
    public PullProgress Progress { get; set; } = new(PullStage.Downloading, 0, order.Bytes, null, null);
    public string? Problem { get; set; }

    /// <summary>Ends the work under way; null while there is none.</summary>
    public CancellationTokenSource? Stop { get; set; }

    /// <summary>Whether what has arrived is being deleted.</summary>
    public bool IsDiscarded { get; set; }

    public Task Work { get; set; } = Task.CompletedTask;

    public PullView View => new(
        Order.Id, Order.Repository, Order.Revision, Order.Precision, Order.Licence, State, Progress.Done, Progress.Total,
        State == PullState.Downloading ? Progress.BytesPerSecond : null, State == PullState.Downloading ? Progress.Left?.TotalSeconds : null, Problem);
}
