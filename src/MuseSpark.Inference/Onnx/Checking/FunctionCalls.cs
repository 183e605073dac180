namespace MuseSpark.Inference.Onnx.Checking;

/// <summary>The functions that a model brings along (made of built-in operators), and which of them call which.</summary>
internal sealed class FunctionCalls
{
    private readonly Dictionary<(string Domain, string Name), List<(string Domain, string Name)>> _calls = [];

    public void Add(string domain, string name, List<(string Domain, string Name)> calls)
    {
        if (!_calls.TryAdd((domain, name), calls)) throw new InvalidDataException("it has a function twice");
    }

    public bool Defines(string domain) => _calls.Keys.Any(function => function.Domain == domain);

    /// <summary>Whether inlining would never end. Functions that call no others are taken away until none is left, or only circles are.</summary>
    public bool FindCircle()
    {
        var left = _calls.ToDictionary(f => f.Key, f => f.Value.Where(_calls.ContainsKey).ToHashSet());
        while (left.Where(f => f.Value.Count == 0).Select(f => f.Key).ToHashSet() is { Count: > 0 } ends)
        {
            foreach (var end in ends) left.Remove(end);
            foreach (var calls in left.Values) calls.ExceptWith(ends);
        }
        return left.Count > 0;
    }
}
