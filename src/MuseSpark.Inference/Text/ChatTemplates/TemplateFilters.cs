using System.Globalization;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Jinja's filters: what may stand behind a bar.</summary>
internal sealed class TemplateFilters(TemplateBudget budget, TextMethods texts, TemplateOperators operators, TemplateTests tests)
{
    public object? Apply(string name, object? value, CallValues a)
    {
        budget.Through(value);
        switch (name)
        {
            case "safe" or "e" or "escape": return value;
            case "default" or "d": return value is Undefined || (a.Flag(1, "boolean") && !TemplateValue.IsTrue(value)) ? a[0, "default_value"] ?? MarkedText.Empty : value;
            case "tojson": return ToJson(value, a);
            case "string": return ToText(value);
            case "length" or "count": return Length(value);
            case "list": return TemplateValue.ToList(value).ToList();
            case "first": return TemplateValue.ToList(value) is [var first, ..] ? first : new Undefined("the first of nothing");
            case "last": return TemplateValue.ToList(value) is [.., var last] ? last : new Undefined("the last of nothing");
            case "reverse": return value is MarkedText text ? MarkedText.Join(TextMethods.Characters(text).Reverse()) : Enumerable.Reverse(TemplateValue.ToList(value)).ToList();
            case "join": return texts.Join(a.Text(0, "d") ?? MarkedText.Empty, Picked(TemplateValue.ToList(value), a.Text(1, "attribute")));
            case "sort": return Sorted(TemplateValue.ToList(value), a.Flag(0, "reverse"), !a.Flag(1, "case_sensitive"), a.Text(2, "attribute"));
            case "unique": return Unique(TemplateValue.ToList(value));
            case "sum": return TemplateValue.ToList(value).Aggregate((object?)0L, (sum, item) => operators.Apply("+", sum, item));
            case "items": return MapMethods.Items(value is Undefined ? [] : AsMap(value));
            case "dictsort": return MapMethods.Sorted(AsMap(value), a, budget);
            case "int": return ToWhole(value, a.Whole(0, "default") ?? 0);
            case "float": return TemplateValue.ToNumber(value) ?? (double.TryParse(AsText(value).Text, CultureInfo.InvariantCulture, out var number) ? number : 0.0);
            case "abs": return value is long whole ? (object)Math.Abs(whole) : Math.Abs(TemplateValue.ToNumber(value) ?? throw new TemplateFault("abs wants a number"));
            case "indent": return Indent(AsText(value), a);
            case "trim": return texts.Find(AsText(value), "strip")!(a);
            case "upper" or "lower" or "title" or "capitalize" or "replace": return texts.Find(AsText(value), name)!(a);
            case "map": return Map(TemplateValue.ToList(value), a);
            case "select": return Kept(TemplateValue.ToList(value), item => item, a, 0, true);
            case "reject": return Kept(TemplateValue.ToList(value), item => item, a, 0, false);
            case "selectattr": return Kept(TemplateValue.ToList(value), ByAttribute(a), a, 1, true);
            case "rejectattr": return Kept(TemplateValue.ToList(value), ByAttribute(a), a, 1, false);
            default: throw new TemplateFault($"it has a filter {name}, which is not known");
        }
    }

    /// <summary>A list is written out as a whole, with all that is in it.</summary>
    private MarkedText ToText(object? value)
    {
        var text = TemplateValue.ToText(value);
        budget.Text(text.Length);
        return text;
    }

    private MarkedText ToJson(object? value, CallValues a)
    {
        var separators = a.Named.GetValueOrDefault("separators") as List<object?>;
        var json = new TemplateJson
        {
            Indent = a.Whole(0, "indent") is { } indent ? (int)Math.Clamp(indent, 0, 16) : null,
            Ascii = a.Named.GetValueOrDefault("ensure_ascii") is true,
            SortKeys = a.Named.GetValueOrDefault("sort_keys") is true,
            ItemSeparator = separators is [MarkedText item, _] ? item.Text : null,
            KeySeparator = separators is [_, MarkedText key] ? key.Text : ": ",
        }.Write(value);
        budget.Text(json.Length);
        return MarkedText.Words(json);
    }

    private static object Length(object? value) => value switch
    {
        MarkedText text => (long)text.Text.EnumerateRunes().Count(),
        TemplateMap map => (long)map.Count,
        _ => (long)TemplateValue.ToList(value).Count,
    };

    private static object? ToWhole(object? value, long otherwise) => value switch
    {
        long or bool => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        double number => Math.Abs(number) < 1L << 53 ? (long)number : otherwise,
        MarkedText text => long.TryParse(text.Text.Trim(), CultureInfo.InvariantCulture, out var whole) ? whole
            : double.TryParse(text.Text, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1L << 53 ? (long)number : otherwise,
        _ => otherwise,
    };

    private MarkedText Indent(MarkedText text, CallValues a)
    {
        var indent = a[0, "width"] is MarkedText own ? own : MarkedText.Trusted(new string(' ', (int)Math.Clamp(a.Whole(0, "width") ?? 4, 0, 100)));
        bool first = a.Flag(1, "first"), blank = a.Flag(2, "blank");
        var lines = (List<object?>)texts.Find(text, "split")!(new CallValues([MarkedText.Trusted("\n")], CallValues.None.Named))!;
        return texts.Join(MarkedText.Trusted("\n"), [.. lines.Select((line, i) =>
            (i == 0 && !first) || (!blank && line is MarkedText { Length: 0 }) ? line : texts.Join(MarkedText.Empty, [indent, line]))]);
    }

    private IReadOnlyList<object?> Picked(List<object?> items, MarkedText? attribute) =>
        attribute is null ? items : [.. items.Select(item => MapMethods.Follow(item, attribute, budget))];

    private List<object?> Sorted(List<object?> items, bool reverse, bool ignoreCase, MarkedText? attribute)
    {
        object? Key(object? item) => attribute is null ? item : MapMethods.Follow(item, attribute, budget);
        var order = Comparer<object?>.Create((x, y) => TemplateValue.Compare(x, y, budget, ignoreCase));
        return [.. reverse ? items.OrderDescending(Comparer<object?>.Create((x, y) => order.Compare(Key(x), Key(y)))) : items.OrderBy(Key, order)];
    }

    private List<object?> Unique(List<object?> items)
    {
        var unique = new List<object?>();
        foreach (var item in items)
        {
            if (!unique.Exists(known => TemplateValue.Equal(known, item, budget))) unique.Add(item);
        }
        return unique;
    }

    private List<object?> Map(List<object?> items, CallValues a)
    {
        if (a.Named.GetValueOrDefault("attribute") is MarkedText attribute)
        {
            var otherwise = a.Named.TryGetValue("default", out var given) ? given : null;
            return [.. items.Select(item => MapMethods.Follow(item, attribute, budget)).Select(item => item is Undefined && otherwise is not null ? otherwise : item)];
        }
        var filter = a.Text(0, "filter") ?? throw new TemplateFault("map wants an attribute or a filter");
        var rest = new CallValues([.. a.Plain.Skip(1)], a.Named);
        return [.. items.Select(item => Apply(filter.Text, item, rest))];
    }

    private Func<object?, object?> ByAttribute(CallValues a)
    {
        var path = a.Text(0, "attribute") ?? throw new TemplateFault("selectattr and rejectattr want an attribute");
        return item => MapMethods.Follow(item, path, budget);
    }

    private List<object?> Kept(List<object?> items, Func<object?, object?> pick, CallValues a, int place, bool keep)
    {
        var rest = new CallValues([.. a.Plain.Skip(place + 1)], a.Named);
        return [.. items.Where(item => keep == (a.Text(place, "test") is { } test ? tests.Holds(test.Text, pick(item), rest) : TemplateValue.IsTrue(pick(item))))];
    }

    /// <remarks>Jinja would take none for the word "None", which no conversation means.</remarks>
    private static MarkedText AsText(object? value) => value is null ? throw new TemplateFault("a filter for texts is used on none") : TemplateValue.ToText(value);

    private static TemplateMap AsMap(object? value) => value as TemplateMap ?? throw new TemplateFault("a filter for maps is used on something else");
}
