using MuseSpark.Inference.Models;

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

    /// <value>Keeps freed memory for the next run, in an arena of ONNX Runtime's own.</value>
    public bool Arena { get; init; } = true;

    /// <value>What the graph runs on, as <see cref="ExecutionProviders.Choose"/> names it.</value>
    public string Provider { get; init; } = ExecutionProviders.Cpu;

    /// <value>Most bytes in which a text model remembers what it was fed; what was not used for longest goes first. 0 remembers nothing.</value>
    public long PrefixCacheBytes { get; init; } = 256L << 20;

    /// <summary>Where runs take memory from that they hold for longer; null for no limit.</summary>
    internal RunMemory? Memory { get; init; }
}
