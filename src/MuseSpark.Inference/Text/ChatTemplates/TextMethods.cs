using System.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>What a template can do with a text: Python's methods. Whatever is cut out of data stays data.</summary>
internal sealed class TextMethods(TemplateBudget budget)
{
    /// <returns>The method's function, or null for none of that name.</returns>
    public TemplateFunction? Find(MarkedText text, string name) => Method(text, name) is not { } method ? null : a =>
    {
        budget.Through(text);
        return method(a);
    };

    private TemplateFunction? Method(MarkedText text, string name) => name switch
    {
        "strip" => a => Strip(text, a.Text(0, "chars"), true, true),
        "lstrip" => a => Strip(text, a.Text(0, "chars"), true, false),
        "rstrip" => a => Strip(text, a.Text(0, "chars"), false, true),
        "upper" => _ => text.With(text.Text.ToUpperInvariant()),
        "lower" => _ => text.With(text.Text.ToLowerInvariant()),
        "title" => _ => Title(text),
        "capitalize" => _ => Capitalize(text),
        "startswith" => a => Options(a).Any(o => text.Text.StartsWith(o, StringComparison.Ordinal)),
        "endswith" => a => Options(a).Any(o => text.Text.EndsWith(o, StringComparison.Ordinal)),
        "split" => a => Split(text, a.Text(0, "sep"), a.Whole(1, "maxsplit")),
        "splitlines" => _ => Lines(text),
        "replace" => a => Replace(text, Needed(a.Text(0, "old")), Needed(a.Text(1, "new")), a.Whole(2, "count")),
        "join" => a => Join(text, TemplateValue.ToList(a[0, "iterable"])),
        "find" => a => (long)text.Text.IndexOf(Sought(text, a).Text, StringComparison.Ordinal),
        "count" => a => (long)(text.Text.Split(Sought(text, a).Text).Length - 1),
        "isdigit" => _ => text.Length > 0 && text.Text.All(char.IsDigit),
        "removeprefix" => a => text.Text.StartsWith(Needed(a.Text(0, "prefix")).Text, StringComparison.Ordinal) ? text.Slice(a.Text(0, "prefix")!.Length, text.Length - a.Text(0, "prefix")!.Length) : text,
        "removesuffix" => a => text.Text.EndsWith(Needed(a.Text(0, "suffix")).Text, StringComparison.Ordinal) ? text.Slice(0, text.Length - a.Text(0, "suffix")!.Length) : text,
        _ => null,
    };

    /// <summary>Whether each UTF-16 unit is a character.</summary>
    public static bool HasPlainUnits(MarkedText text) => !text.Text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    public static IEnumerable<MarkedText> Characters(MarkedText text)
    {
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = char.IsSurrogatePair(text.Text, at) ? 2 : 1;
            yield return text.Slice(at, length);
        }
    }

    private MarkedText Strip(MarkedText text, MarkedText? characters, bool left, bool right)
    {
        if (characters is not null) budget.Search(text, characters);
        bool Goes(char c) => characters is null ? char.IsWhiteSpace(c) : characters.Text.Contains(c);
        int from = 0, to = text.Length;
        while (left && from < to && Goes(text.Text[from])) from++;
        while (right && to > from && Goes(text.Text[to - 1])) to--;
        return text.Slice(from, to - from);
    }

    public MarkedText Join(MarkedText separator, IReadOnlyList<object?> items)
    {
        var parts = new List<MarkedText>(items.Count);
        var length = 0L;
        foreach (var item in items)
        {
            // It may be a list, which is written out here.
            parts.Add(TemplateValue.ToText(item));
            TemplateBudget.Check(length += parts[^1].Length + separator.Length);
        }
        budget.Text(length);
        return MarkedText.Join(parts.SelectMany((part, i) => i == 0 ? [part] : new[] { separator, part }));
    }

    public MarkedText Replace(MarkedText text, MarkedText old, MarkedText with, long? count)
    {
        if (old.Length == 0) throw new TemplateFault("it replaces an empty text");
        var parts = Cut(text, old, count is { } most and >= 0 ? most : long.MaxValue);
        return Join(with, parts);
    }

    private List<object?> Split(MarkedText text, MarkedText? separator, long? count)
    {
        var most = count is { } given and >= 0 ? given : long.MaxValue;
        if (separator is { Length: 0 }) throw new TemplateFault("it splits at an empty text");
        if (separator is not null) return Cut(text, separator, most);
        var words = new List<object?>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text.Text[at])) at++;
            if (at == text.Length) return words;
            var end = at;
            while (end < text.Length && (words.Count >= most || !char.IsWhiteSpace(text.Text[end]))) end++;
            words.Add(text.Slice(at, end - at));
            budget.Items(words.Count);
            at = end;
        }
    }

    private List<object?> Cut(MarkedText text, MarkedText separator, long most)
    {
        budget.Search(text, separator);
        var parts = new List<object?>();
        var start = 0;
        for (int next; parts.Count < most && (next = text.Text.IndexOf(separator.Text, start, StringComparison.Ordinal)) >= 0; start = next + separator.Length)
        {
            parts.Add(text.Slice(start, next - start));
            budget.Spend();
        }
        parts.Add(text.Slice(start, text.Length - start));
        return parts;
    }

    private List<object?> Lines(MarkedText text)
    {
        var lines = Cut(text.With(text.Text.Replace("\r\n", "\n", StringComparison.Ordinal)), MarkedText.Trusted("\n"), long.MaxValue);
        if (lines[^1] is MarkedText { Length: 0 }) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private static MarkedText Title(MarkedText text)
    {
        var letters = new StringBuilder(text.Text);
        for (var i = 0; i < letters.Length; i++)
            letters[i] = i > 0 && char.IsLetter(letters[i - 1]) ? char.ToLowerInvariant(letters[i]) : char.ToUpperInvariant(letters[i]);
        return text.With(letters.ToString());
    }

    private static MarkedText Capitalize(MarkedText text) =>
        text.With(text.Length == 0 ? "" : char.ToUpperInvariant(text.Text[0]) + text.Text[1..].ToLowerInvariant());

    private IEnumerable<string> Options(CallValues arguments)
    {
        IEnumerable<MarkedText> options = arguments[0, "prefix"] switch
        {
            MarkedText one => [one],
            List<object?> several => several.OfType<MarkedText>(),
            _ => throw new TemplateFault("startswith and endswith want a text"),
        };
        foreach (var option in options)
        {
            budget.Spend();
            budget.Through(option);
            yield return option.Text;
        }
    }

    private MarkedText Sought(MarkedText text, CallValues arguments)
    {
        var sought = Needed(arguments.Text(0, "sub"));
        budget.Search(text, sought);
        return sought;
    }

    private static MarkedText Needed(MarkedText? text) => text ?? throw new TemplateFault("an argument is missing");
}
