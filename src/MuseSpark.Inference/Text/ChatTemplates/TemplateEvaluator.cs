using System.Runtime.CompilerServices;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Variables of a block, a loop's turn or a macro's call; what isn't there is looked for around it.</summary>
internal sealed class TemplateScope(TemplateScope? around = null)
{
    private readonly Dictionary<string, object?> _values = [];

    public object? this[string name]
    {
        get => _values.TryGetValue(name, out var value) ? value : around is null ? new Undefined(name) : around[name];
        set => _values[name] = value;
    }
}

/// <summary>Computes the values of expressions.</summary>
internal sealed class TemplateEvaluator
{
    private readonly TemplateBudget _budget;
    private readonly TextMethods _texts;
    private readonly TemplateOperators _operators;
    private readonly TemplateTests _tests;
    private readonly TemplateFilters _filters;

    public TemplateEvaluator(TemplateBudget budget)
    {
        _budget = budget;
        _texts = new TextMethods(budget);
        _operators = new TemplateOperators(budget);
        _tests = new TemplateTests(budget, _operators);
        _filters = new TemplateFilters(budget, _texts, _operators, _tests);
    }

    public object? Evaluate(Expression expression, TemplateScope scope)
    {
        _budget.Spend();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (expression)
        {
            case Literal literal: return literal.Value;
            case Name name: return scope[name.Text];
            case ListItems list: return list.Items.Select(item => Evaluate(item, scope)).ToList();
            case MapItems map: return ReadMap(map, scope);
            case Attribute attribute: return AttributeOf(Evaluate(attribute.Of, scope), attribute.Key);
            case Item item: return ItemOf(Evaluate(item.Of, scope), Evaluate(item.Key, scope));
            case Slice slice: return SliceOf(Evaluate(slice.Of, scope), Place(slice.Start, scope), Place(slice.Stop, scope), Place(slice.Step, scope) ?? 1);
            case Call call: return (Evaluate(call.Function, scope) as TemplateFunction ?? throw new TemplateFault("it calls something that is no function"))(Values(call.Arguments, scope));
            case Filter filter: return _filters.Apply(filter.Key, Evaluate(filter.Of, scope), Values(filter.Arguments, scope));
            case Test test: return _tests.Holds(test.Key, Evaluate(test.Of, scope), Values(test.Arguments, scope));
            case Unary unary: return Signed(unary.Sign, Evaluate(unary.Of, scope));
            case Binary { Sign: "and" or "or" } both:
                var left = Evaluate(both.Left, scope);
                return TemplateValue.IsTrue(left) == (both.Sign == "and") ? Evaluate(both.Right, scope) : left;
            case Binary binary: return _operators.Apply(binary.Sign, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope));
            case Condition condition:
                if (TemplateValue.IsTrue(Evaluate(condition.If, scope))) return Evaluate(condition.Then, scope);
                return condition.Else is null ? new Undefined("the other case") : Evaluate(condition.Else, scope);
            default: throw new TemplateFault("it has an expression that is not known");
        }
    }

    private TemplateMap ReadMap(MapItems map, TemplateScope scope)
    {
        var values = new TemplateMap();
        foreach (var (key, value) in map.Items) values[TemplateValue.ToText(Evaluate(key, scope)).Text] = Evaluate(value, scope);
        return values;
    }

    private CallValues Values(Arguments arguments, TemplateScope scope) => arguments == Arguments.None ? CallValues.None : new CallValues(
        [.. arguments.Plain.Select(a => Evaluate(a, scope))], arguments.Named.ToDictionary(a => a.Name, a => Evaluate(a.Value, scope)));

    /// <summary>As in Python, a method goes before a key of the same name.</summary>
    private object? AttributeOf(object? of, string key) => of switch
    {
        MarkedText text => (object?)_texts.Find(text, key) ?? new Undefined(key),
        TemplateMap map => MapMethods.Find(map, key) ?? (map.TryGetValue(key, out var value) ? value : new Undefined(key)),
        TemplateNamespace space => space.Values.TryGetValue(key, out var value) ? value : new Undefined(key),
        List<object?> items when key == "append" => Appending(items),
        Undefined undefined => throw new TemplateFault($"it wants {key} of {undefined.Name}, which isn't there"),
        _ => new Undefined(key),
    };

    private TemplateFunction Appending(List<object?> items) => a =>
    {
        _budget.Items(items.Count + 1);
        items.Add(a[0, "item"]);
        return null;
    };

    private object? ItemOf(object? of, object? key)
    {
        switch (of, key)
        {
            case (TemplateMap map, MarkedText name): return map.TryGetValue(name.Text, out var value) ? value : new Undefined(name.Text);
            case (TemplateNamespace space, MarkedText name): return space.Values.TryGetValue(name.Text, out var inner) ? inner : new Undefined(name.Text);
            case (MarkedText text, long place) when TextMethods.HasPlainUnits(text):
                if (place < 0) place += text.Length;
                return place >= 0 && place < text.Length ? text.Slice((int)place, 1) : new Undefined("a character");
            case (List<object?> or MarkedText, long place):
                _budget.Through(of);
                var items = TemplateValue.ToList(of);
                if (place < 0) place += items.Count;
                return place >= 0 && place < items.Count ? items[(int)place] : new Undefined("an item");
            case (Undefined undefined, _): throw new TemplateFault($"it wants a part of {undefined.Name}, which isn't there");
            default: return new Undefined("an item");
        }
    }

    private long? Place(Expression? expression, TemplateScope scope) => expression is null ? null : Evaluate(expression, scope) switch
    {
        null => null,
        long place => place,
        _ => throw new TemplateFault("a slice wants whole numbers"),
    };

    private object SliceOf(object? of, long? start, long? stop, long step)
    {
        if (step == 0) throw new TemplateFault("a slice has steps of zero");
        if (of is MarkedText text && step == 1 && TextMethods.HasPlainUnits(text))
        {
            int Bound(long? place, int otherwise) => (int)Math.Clamp(place is not { } given ? otherwise : given < 0 ? given + text.Length : given, 0, text.Length);
            int first = Bound(start, 0), end = Bound(stop, text.Length);
            return text.Slice(first, Math.Max(0, end - first));
        }
        _budget.Through(of);
        var items = of is List<object?> or MarkedText ? TemplateValue.ToList(of) : throw new TemplateFault("it slices something that is no list");
        long Within(long? place, long otherwise) => place is not { } given ? otherwise
            : Math.Clamp(given < 0 ? given + items.Count : given, step > 0 ? 0 : -1, step > 0 ? items.Count : items.Count - 1);
        long from = Within(start, step > 0 ? 0 : items.Count - 1), to = Within(stop, step > 0 ? items.Count : -1);
        var picked = new List<object?>();
        for (var i = from; step > 0 ? i < to : i > to; i += step) picked.Add(items[(int)i]);
        return of is MarkedText ? MarkedText.Join(picked.Cast<MarkedText>()) : picked;
    }

    private static object Signed(string sign, object? value) => (sign, value) switch
    {
        ("not", _) => !TemplateValue.IsTrue(value),
        ("-", long whole) => -whole,
        ("-", double number) => -number,
        ("+", long or double) => value,
        _ => throw new TemplateFault($"it uses {sign} on something that is no number"),
    };
}
