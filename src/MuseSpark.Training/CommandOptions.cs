using System.Globalization;

namespace MuseSpark.Training;

/// <summary>The <c>--name value</c> pairs after a command; reading an option marks it known, so a typo is reported.</summary>
public sealed class CommandOptions
{
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _read = [];

    public CommandOptions(IEnumerable<string> args)
    {
        string? name = null;
        foreach (var arg in args)
        {
            if (name is not null && !arg.StartsWith("--", StringComparison.Ordinal)) { _values[name] = arg; name = null; continue; }
            if (name is not null) _values[name] = "true";
            if (!arg.StartsWith("--", StringComparison.Ordinal)) throw new UsageException($"'{arg}' is not an option; options look like --name value.");
            name = arg[2..];
        }
        if (name is not null) _values[name] = "true";
    }

    public string Text(string name, string otherwise)
    {
        _read.Add(name);
        return _values.GetValueOrDefault(name, otherwise);
    }

    public string Text(string name) =>
        Text(name, "") is { Length: > 0 } value ? value : throw new UsageException($"--{name} is missing.");

    public int Number(string name, int otherwise) => (int)Long(name, otherwise);

    public long Long(string name, long otherwise)
    {
        var text = Text(name, "");
        if (text.Length == 0) return otherwise;
        return long.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : throw new UsageException($"--{name} must be a whole number.");
    }

    public double Real(string name, double otherwise)
    {
        var text = Text(name, "");
        if (text.Length == 0) return otherwise;
        return double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : throw new UsageException($"--{name} must be a number.");
    }

    public bool Flag(string name) => Text(name, "false") == "true";

    /// <summary>Call after the last option is read: an option nobody asked for is a mistake of the caller.</summary>
    public void RejectUnknown()
    {
        var unknown = _values.Keys.Except(_read).ToList();
        if (unknown.Count > 0) throw new UsageException($"Unknown option --{string.Join(", --", unknown)}. Known here: --{string.Join(", --", _read.Order())}.");
    }
}

/// <summary>The command line was wrong; the message says what to change.</summary>
public sealed class UsageException(string message) : Exception(message);
