using System.Globalization;
using System.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Writes values as JSON, character for character as Python's json.dumps, which models have read in training.</summary>
internal sealed class TemplateJson
{
    private const int MaxDepth = 100, MaxLength = 4 << 20;

    private readonly StringBuilder _text = new();

    /// <summary>Spaces a level, or null for one line.</summary>
    public int? Indent { get; init; }

    /// <summary>Whether letters beyond ASCII are written as escapes.</summary>
    public bool Ascii { get; init; }

    public bool SortKeys { get; init; }

    public string? ItemSeparator { get; init; }

    public string KeySeparator { get; init; } = ": ";

    public string Write(object? value)
    {
        Add(value, 1);
        return _text.ToString();
    }

    private void Add(object? value, int depth)
    {
        if (depth > MaxDepth || _text.Length > MaxLength) throw new TemplateFault("a value is too large or nested too deep to be written as JSON");
        switch (value)
        {
            case null or Undefined: _text.Append("null"); break;
            case bool flag: _text.Append(flag ? "true" : "false"); break;
            case long whole: _text.Append(CultureInfo.InvariantCulture, $"{whole}"); break;
            case double number: _text.Append(TemplateValue.NumberText(number)); break;
            case MarkedText text: AddText(text.Text); break;
            case List<object?> items: AddItems('[', ']', items, depth, item => Add(item, depth + 1)); break;
            case TemplateMap map:
                AddItems<KeyValuePair<string, object?>>('{', '}', SortKeys ? map.OrderBy(e => e.Key, StringComparer.Ordinal) : map, depth, entry =>
                {
                    AddText(entry.Key);
                    _text.Append(KeySeparator);
                    Add(entry.Value, depth + 1);
                });
                break;
            default: throw new TemplateFault("a function or namespace can't be written as JSON");
        }
    }

    private void AddItems<T>(char open, char close, IEnumerable<T> items, int depth, Action<T> add)
    {
        _text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) _text.Append(ItemSeparator ?? (Indent is null ? ", " : ","));
            isFirst = false;
            AddLine(depth);
            add(item);
        }
        if (!isFirst) AddLine(depth - 1);
        _text.Append(close);
    }

    private void AddLine(int depth)
    {
        if (Indent is { } spaces) _text.Append('\n').Append(' ', spaces * depth);
    }

    private void AddText(string text)
    {
        _text.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                < ' ' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                >= '\u007F' when Ascii => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => _text.Append(c),
            };
        }
        _text.Append('"');
    }
}
