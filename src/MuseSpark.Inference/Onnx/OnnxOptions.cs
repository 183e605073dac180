namespace MuseSpark.Inference.Onnx;

/// <summary>How a graph is opened.</summary>
public sealed record OnnxOptions
{
    /// <value>Threads within one operator; 0 for one a physical core.</value>
    public int Threads { get; init; }

    /// <value>False keeps the graph as it is in the file, for comparing numbers with other runtimes.</value>
    public bool Optimise { get; init; } = true;

    /// <value>
    /// Keeps worker threads spinning between operators: lower latency for one user, but it takes the cores from
    /// everything else on the machine.
    /// </value>
    public bool Spin { get; init; }

    /// <value>Most bytes in which a text model remembers what it was fed; what was not used for longest goes first. 0 remembers nothing.</value>
    public long PrefixCacheBytes { get; init; } = 256L << 20;
}
