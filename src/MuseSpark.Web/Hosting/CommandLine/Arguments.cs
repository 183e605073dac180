namespace MuseSpark.Web.Hosting.CommandLine;

/// <summary>What a command is about, and some options, in any order: <c>FILE --flag --name value</c>.</summary>
public sealed class Arguments
{
    private readonly Dictionary<string, string?> _options = [];
    private readonly string _kind;
    private readonly string? _subject;

    /// <param name="flags">options without a value</param>
    /// <param name="valued">options with one</param>
    /// <param name="kind">what kind of thing the command is about, for messages</param>
    /// <exception cref="UsageException">An option is unknown, doubled or lacks its value; or the command is about more than one thing.</exception>
    public Arguments(IReadOnlyList<string> arguments, IReadOnlyList<string> flags, IReadOnlyList<string> valued, string kind = "file")
    {
        _kind = kind;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                if (argument.Length == 0) throw new UsageException($"The name of the {kind} is empty.");
                if (_subject is not null) throw new UsageException($"Name one {kind}, not both \"{_subject}\" and \"{argument}\".");
                _subject = argument;
            }
            else if (flags.Contains(argument)) Add(argument, null);
            else if (!valued.Contains(argument)) throw new UsageException($"There is no option {argument} here.");
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal)) Add(argument, arguments[++i]);
            else throw new UsageException($"{argument} needs a value after it.");
        }
    }

    public string Subject => _subject ?? throw new UsageException($"Name the {_kind}.");

    public bool Has(string flag) => _options.ContainsKey(flag);

    public string? Value(string name) => _options.GetValueOrDefault(name);

    public string Required(string name) => Value(name) ?? throw new UsageException($"{name} is missing.");

    private void Add(string name, string? value)
    {
        if (!_options.TryAdd(name, value)) throw new UsageException($"{name} is there twice.");
    }
}
