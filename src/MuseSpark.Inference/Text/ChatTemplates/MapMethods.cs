using System.Globalization;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>What a template can do with a map: Python's methods. Keys are data, as they come from the conversation or its tools.</summary>
internal static class MapMethods
{
    /// <returns>The method's function, or null for none of that name.</returns>
    public static TemplateFunction? Find(TemplateMap map, string name) => name switch
    {
        "get" => a => a.Text(0, "key") is { } key && map.TryGetValue(key.Text, out var value) ? value : a[1, "default"],
        "items" => _ => Items(map),
        "keys" => _ => TemplateValue.ToList(map),
        "values" => _ => map.Values.ToList(),
        _ => null,
    };

    public static List<object?> Items(TemplateMap map) => [.. map.Select(e => new List<object?> { MarkedText.Words(e.Key), e.Value })];

    public static List<object?> Sorted(TemplateMap map, CallValues a, TemplateBudget budget)
    {
        var byValue = a.Text(1, "by")?.Text == "value";
        var order = Comparer<object?>.Create((x, y) => TemplateValue.Compare(x, y, budget, ignoreCase: !a.Flag(0, "case_sensitive")));
        var items = Items(map).Cast<List<object?>>().OrderBy(pair => pair[byValue ? 1 : 0], order);
        return a.Flag(2, "reverse") ? [.. items.Reverse()] : [.. items];
    }

    /// <summary>Goes down by keys and places with dots between them, such as "function.name" or "items.0".</summary>
    public static object? Follow(object? value, MarkedText path, TemplateBudget budget)
    {
        budget.Spend();
        budget.Through(path);
        foreach (var part in path.Text.AsSpan().Split('.'))
        {
            var key = path.Text[part];
            if (value is TemplateMap map && map.TryGetValue(key, out var inner)) value = inner;
            else if (value is List<object?> items && int.TryParse(key, CultureInfo.InvariantCulture, out var place) && place >= 0 && place < items.Count) value = items[place];
            else return new Undefined(path.Text);
        }
        return value;
    }
}
