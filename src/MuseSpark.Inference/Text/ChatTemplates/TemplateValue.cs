using System.Collections;
using System.Globalization;
using System.Text.Json;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>A map in the order of its keys' arrival.</summary>
internal sealed class TemplateMap : OrderedDictionary<string, object?>;

/// <summary>Variables that a loop may change for what comes after it.</summary>
internal sealed record TemplateNamespace(TemplateMap Values);

/// <summary>A variable or key that isn't there. Its name is for the fault that follows where it is used.</summary>
internal sealed record Undefined(string Name);

internal sealed record CallValues(IReadOnlyList<object?> Plain, IReadOnlyDictionary<string, object?> Named)
{
    public static CallValues None { get; } = new([], new Dictionary<string, object?>());

    /// <summary>The argument at a place or of a name, or null where it is left out or none.</summary>
    public object? this[int place, string name] => place < Plain.Count ? Plain[place] : Named.GetValueOrDefault(name);

    public MarkedText? Text(int place, string name) => this[place, name] switch
    {
        null => null,
        MarkedText text => text,
        _ => throw new TemplateFault($"the argument {name} must be a text"),
    };

    public long? Whole(int place, string name) => this[place, name] switch
    {
        null => null,
        long whole => whole,
        _ => throw new TemplateFault($"the argument {name} must be a whole number"),
    };

    public bool Flag(int place, string name) => TemplateValue.IsTrue(this[place, name]);
}

internal delegate object? TemplateFunction(CallValues arguments);

/// <summary>
/// Values of a template, with Python's rules: null, bool, long, double, <see cref="MarkedText"/>, List&lt;object?&gt;,
/// <see cref="TemplateMap"/>, <see cref="TemplateNamespace"/>, <see cref="TemplateFunction"/> and <see cref="Undefined"/>; nothing else can
/// be reached from a template.
/// </summary>
internal static class TemplateValue
{
    private const int MaxDepth = 100;

    /// <summary>A value of somebody's conversation: every text in it is data.</summary>
    public static object? FromJson(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String: return MarkedText.Words(json.GetString()!);
            case JsonValueKind.Number: return json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble();
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Array: return json.EnumerateArray().Select(FromJson).ToList();
            case JsonValueKind.Object:
                var map = new TemplateMap();
                foreach (var entry in json.EnumerateObject()) map[entry.Name] = FromJson(entry.Value);
                return map;
            default: return null;
        }
    }

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long whole => whole != 0,
        double number => number != 0,
        MarkedText text => text.Length > 0,
        ICollection items => items.Count > 0,
        _ => true,
    };

    /// <summary>The text that stands for a value where it is written out. Lists and maps are written as JSON.</summary>
    public static MarkedText ToText(object? value) => value switch
    {
        MarkedText text => text,
        null => MarkedText.Trusted("None"),
        Undefined => MarkedText.Empty,
        bool flag => MarkedText.Trusted(flag ? "True" : "False"),
        long whole => MarkedText.Trusted(whole.ToString(CultureInfo.InvariantCulture)),
        double number => MarkedText.Trusted(NumberText(number)),
        List<object?> or TemplateMap => MarkedText.Words(new TemplateJson().Write(value)),
        _ => throw new TemplateFault("a function or namespace can't be written out"),
    };

    public static string NumberText(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return text.AsSpan().ContainsAny(".en") ? text : text + ".0";
    }

    public static double? ToNumber(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long whole => whole,
        double number => number,
        _ => null,
    };

    public static bool Equal(object? left, object? right, TemplateBudget budget, int depth = 0)
    {
        budget.Spend();
        // Lists may hold each other.
        if (depth > MaxDepth) throw new TemplateFault("it compares values that are nested too deep");
        switch (left, right)
        {
            case (MarkedText a, MarkedText b):
                budget.Through(a);
                budget.Through(b);
                return a.Text == b.Text;
            case (List<object?> a, List<object?> b):
                if (ReferenceEquals(a, b)) return true;
                if (a.Count != b.Count) return false;
                for (var i = 0; i < a.Count; i++)
                    if (!Equal(a[i], b[i], budget, depth + 1)) return false;
                return true;
            case (TemplateMap a, TemplateMap b):
                if (ReferenceEquals(a, b)) return true;
                if (a.Count != b.Count) return false;
                foreach (var (key, value) in a)
                    if (!b.TryGetValue(key, out var other) || !Equal(value, other, budget, depth + 1)) return false;
                return true;
            case (Undefined, Undefined):
                return true;
            default:
                return ToNumber(left) is { } x && ToNumber(right) is { } y ? x == y : ReferenceEquals(left, right);
        }
    }

    /// <summary>Below 0, 0 or above 0, for numbers and for texts.</summary>
    public static int Compare(object? left, object? right, TemplateBudget budget, bool ignoreCase = false)
    {
        budget.Spend();
        budget.Through(left);
        budget.Through(right);
        if (left is MarkedText a && right is MarkedText b)
            return ignoreCase ? string.CompareOrdinal(a.Text.ToLowerInvariant(), b.Text.ToLowerInvariant()) : string.CompareOrdinal(a.Text, b.Text);
        return ToNumber(left) is { } x && ToNumber(right) is { } y ? x.CompareTo(y) : throw new TemplateFault("it compares values of different kinds");
    }

    /// <summary>What a loop goes through: a list's items, a map's keys, a text's characters; nothing for what isn't there.</summary>
    public static List<object?> ToList(object? value) => value switch
    {
        List<object?> items => items,
        TemplateMap map => [.. map.Keys.Select(MarkedText.Words)],
        MarkedText text => [.. TextMethods.Characters(text)],
        Undefined => [],
        _ => throw new TemplateFault("it goes through a value that is no list"),
    };
}
