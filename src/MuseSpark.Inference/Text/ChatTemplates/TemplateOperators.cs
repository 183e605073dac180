using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Jinja's signs between two values, but for and and or.</summary>
internal sealed class TemplateOperators(TemplateBudget budget)
{
    public object? Apply(string sign, object? left, object? right)
    {
        budget.Through(left);
        budget.Through(right);
        return sign switch
        {
            "==" => TemplateValue.Equal(left, right, budget),
            "!=" => !TemplateValue.Equal(left, right, budget),
            "<" => TemplateValue.Compare(left, right, budget) < 0,
            ">" => TemplateValue.Compare(left, right, budget) > 0,
            "<=" => TemplateValue.Compare(left, right, budget) <= 0,
            ">=" => TemplateValue.Compare(left, right, budget) >= 0,
            "in" => Contains(right, left),
            "not in" => !Contains(right, left),
            "~" => Join(TemplateValue.ToText(left), TemplateValue.ToText(right)),
            _ => Calculate(sign, left, right),
        };
    }

    public bool Contains(object? container, object? value) => (container, value) switch
    {
        (MarkedText text, MarkedText part) => HasPart(text, part),
        (TemplateMap map, MarkedText key) => map.ContainsKey(key.Text),
        (List<object?> items, _) => items.Exists(item => TemplateValue.Equal(item, value, budget)),
        (Undefined, _) => false,
        _ => throw new TemplateFault("it looks for something in a value that holds nothing"),
    };

    private bool HasPart(MarkedText text, MarkedText part)
    {
        budget.Search(text, part);
        return text.Text.Contains(part.Text, StringComparison.Ordinal);
    }

    private object Calculate(string sign, object? left, object? right)
    {
        switch (sign, left, right)
        {
            case ("+", MarkedText a, MarkedText b):
                return Join(a, b);
            // Python refuses a text and a number; transformers.js and many templates don't.
            case ("+", MarkedText a, long or double or bool):
                return Join(a, TemplateValue.ToText(right));
            case ("+", long or double or bool, MarkedText b):
                return Join(TemplateValue.ToText(left), b);
            case ("+", List<object?> a, List<object?> b):
                budget.Items(a.Count + b.Count);
                return new List<object?>([.. a, .. b]);
            case ("*", MarkedText text, long times):
                times = Math.Clamp(times, 0, int.MaxValue);
                budget.Text(times * Math.Max(text.Length, 1));
                return MarkedText.Join(Enumerable.Repeat(text, (int)times));
        }
        if (TemplateValue.ToNumber(left) is not { } x || TemplateValue.ToNumber(right) is not { } y)
            throw new TemplateFault($"it uses {sign} on {Describe(left)} and {Describe(right)}");
        if (sign is "/" or "//" or "%" && y == 0) throw new TemplateFault("it divides by zero");
        var result = sign switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor(x / y),
            "%" => x - y * Math.Floor(x / y),
            "**" => Math.Pow(x, y),
            _ => throw new TemplateFault($"it has a sign {sign}, which is not known"),
        };
        var isWhole = left is not double && right is not double && sign != "/" && !(sign == "**" && y < 0) && Math.Abs(result) < 1L << 53;
        return isWhole ? (object)(long)result : result;
    }

    private MarkedText Join(MarkedText left, MarkedText right)
    {
        budget.Text((long)left.Length + right.Length);
        return MarkedText.Join([left, right]);
    }

    private static string Describe(object? value) => value switch
    {
        Undefined undefined => $"{undefined.Name}, which isn't there",
        null => "none",
        MarkedText => "a text",
        List<object?> => "a list",
        TemplateMap => "a map",
        _ => "a number",
    };
}
