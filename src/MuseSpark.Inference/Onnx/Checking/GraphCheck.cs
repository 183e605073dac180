namespace MuseSpark.Inference.Onnx.Checking;

/// <summary>
/// Walks through an ONNX file before the runtime does, and refuses what no exporter writes: operators from libraries, nodes
/// that load files, tensors that are not where or what they say, nesting without end. Field numbers are those of onnx.proto.
/// </summary>
internal sealed class GraphCheck
{
    private const int MaxDepth = 16, MaxNodes = 2_000_000, MaxTensors = 1_000_000;

    // What the runtime has built in.
    private static readonly string[] BuiltIn = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    private readonly ProtoReader _reader;
    private readonly TensorCheck _tensors;
    private readonly HashSet<string> _domains = [];
    private readonly FunctionCalls _functions = new();
    private int _nodes, _tensorCount;

    private GraphCheck(Stream stream, Func<string, long?> sizeOf)
    {
        _reader = new ProtoReader(stream);
        _tensors = new TensorCheck(_reader, sizeOf);
    }

    /// <param name="sizeOf">Size in bytes of a file beside the graph that belongs to the model, or null for any other name.</param>
    /// <exception cref="InvalidDataException">It is refused; the message goes on from "can't be used: ".</exception>
    public static void Check(Stream stream, Func<string, long?> sizeOf)
    {
        var check = new GraphCheck(stream, sizeOf);
        check.Model();
        if (check._domains.FirstOrDefault(domain => !BuiltIn.Contains(domain) && !check._functions.Defines(domain)) is not null)
            throw new InvalidDataException("it needs operators from a library, and none is ever loaded");
        if (check._functions.FindCircle()) throw new InvalidDataException("a function of it calls itself");
    }

    private void Model()
    {
        var end = _reader.Length;
        var graphs = 0;
        while (_reader.Next(end, out var field, out var wire))
        {
            if (field == 7) graphs++;
            if (field == 7) Graph(_reader.ReadLength(wire, end), 0);
            else if (field == 25) Function(_reader.ReadLength(wire, end));
            else _reader.Skip(wire, end);
        }
        // Readers of protobuf make one message of two, which would then be another one than was checked.
        if (graphs != 1) throw new InvalidDataException(graphs == 0 ? "it has no graph" : "it has several graphs");
    }

    private void Graph(long end, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException("its graphs lie deeper in each other than any");
        while (_reader.Next(end, out var field, out var wire))
        {
            if (field == 1) Node(_reader.ReadLength(wire, end), depth);
            else if (field == 5) Tensor(_reader.ReadLength(wire, end));
            else if (field == 15) throw new InvalidDataException("it has sparse weights");
            else _reader.Skip(wire, end);
        }
    }

    /// <returns>Domain and name of the operator.</returns>
    private (string Domain, string Op) Node(long end, int depth)
    {
        if (++_nodes > MaxNodes) throw new InvalidDataException("it has more nodes than any");
        var (domain, op) = ("", "");
        while (_reader.Next(end, out var field, out var wire))
        {
            if (field == 4) op = _reader.ReadText(wire, end);
            else if (field == 5) Attribute(_reader.ReadLength(wire, end), depth);
            else if (field == 7) domain = _reader.ReadText(wire, end);
            else _reader.Skip(wire, end);
        }
        // It runs a program that lies in another file.
        if (op == "EPContext") throw new InvalidDataException("it was compiled for another processor");
        _domains.Add(domain);
        return (domain, op);
    }

    private void Attribute(long end, int depth)
    {
        var (tensors, graphs) = (0, 0);
        while (_reader.Next(end, out var field, out var wire))
        {
            switch (field)
            {
                case 5 or 10: // t, tensors
                    tensors += field == 5 ? 1 : 0;
                    Tensor(_reader.ReadLength(wire, end));
                    break;
                case 6 or 11: // g, graphs
                    graphs += field == 6 ? 1 : 0;
                    Graph(_reader.ReadLength(wire, end), depth + 1);
                    break;
                case 22 or 23: throw new InvalidDataException("it has sparse weights");
                default: _reader.Skip(wire, end); break;
            }
        }
        if (tensors > 1 || graphs > 1) throw new InvalidDataException("it has an attribute twice");
    }

    private void Tensor(long end)
    {
        if (++_tensorCount > MaxTensors) throw new InvalidDataException("it has more tensors than any");
        _tensors.Check(end);
    }

    private void Function(long end)
    {
        var (domain, name) = ("", "");
        var calls = new List<(string Domain, string Op)>();
        while (_reader.Next(end, out var field, out var wire))
        {
            if (field == 1) name = _reader.ReadText(wire, end);
            else if (field == 7) calls.Add(Node(_reader.ReadLength(wire, end), 0));
            else if (field == 10) domain = _reader.ReadText(wire, end);
            else if (field == 11) Attribute(_reader.ReadLength(wire, end), 0);
            else _reader.Skip(wire, end);
        }
        _functions.Add(domain, name, calls);
    }
}
