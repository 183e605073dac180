namespace MuseSpark.Web.Models.Commands;

/// <summary>What follows a command: options with a value, and switches.</summary>
internal sealed record CommandOptions(IReadOnlyDictionary<string, string> Values, IReadOnlySet<string> Switches)
{
    /// <returns>Null if there is anything else, or one twice.</returns>
    public static CommandOptions? Read(string[] arguments, string[] withValue, string[] without)
    {
        var values = new Dictionary<string, string>();
        var switches = new HashSet<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var isKnown = without.Contains(arguments[i]) ? switches.Add(arguments[i])
                : withValue.Contains(arguments[i]) && i + 1 < arguments.Length && values.TryAdd(arguments[i], arguments[++i]);
            if (!isKnown) return null;
        }
        return new CommandOptions(values, switches);
    }
}
