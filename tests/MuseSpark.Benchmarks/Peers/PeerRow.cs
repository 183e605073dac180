namespace MuseSpark.Benchmarks.Peers;

/// <summary>One measure beside what it is compared with.</summary>
/// <param name="PeerValue">Null where the peer can't be had or there is none.</param>
/// <param name="AtLeast">Of the ratio, or where there is none of the value.</param>
/// <param name="Aim">Likewise, the better of two goals.</param>
/// <param name="Note">What else has to be known, such as why a peer is missing.</param>
internal sealed record PeerRow(string Name, double Value, string Unit, string Peer, double? PeerValue, double? AtLeast = null, double? Aim = null, string? Note = null)
{
    /// <summary>Above 1 is better than the peer.</summary>
    public double? Ratio => PeerValue is not (> 0 and var peer) ? null : Math.Round(IsCost ? peer / Value : Value / peer, 3);

    /// <summary>Whether less is better.</summary>
    public bool IsCost => Unit is "ms" or "% of time" or "bytes";

    public bool? IsMet => AtLeast is not { } least ? null : Ratio is { } ratio ? ratio >= least : PeerValue is null ? null : IsCost ? Value <= least : Value >= least;

    public override string ToString() =>
        $"{Name,-62} {Value,9:0.##} {Unit,-10} {Peer,-34} {PeerValue,9:0.##}   {Ratio,5:0.00} {(IsMet is { } met ? met ? "met" : "missed" : "")}{(Note is null ? "" : $"   {Note}")}";
}
