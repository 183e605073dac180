namespace MuseSpark.Benchmarks.Texts;

/// <summary>One measure beside what it is compared with, as a chart takes it.</summary>
internal sealed record SpeedRow(string Name, double Value, string Unit, string Peer, double PeerValue)
{
    /// <summary>Above 1 is better than the peer.</summary>
    public double Ratio => Unit == "ms" ? PeerValue / Value : Value / PeerValue;

    public override string ToString() => $"{Name,-44} {Value,9:F1} {Unit,-9} {Peer,-22} {PeerValue,9:F1}   {Ratio:F2} x";
}
