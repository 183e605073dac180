using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Carries out the statements of a template once.</summary>
internal sealed class TemplateRun
{
    private enum Flow
    {
        On,
        Break,
        Continue,
    }

    private readonly TemplateBudget _budget = new();
    private readonly TemplateEvaluator _evaluator;
    private List<MarkedText> _output = [];

    public TemplateRun() => _evaluator = new TemplateEvaluator(_budget);

    public MarkedText Run(IReadOnlyList<Statement> statements, TemplateScope scope)
    {
        scope["range"] = (TemplateFunction)Range;
        scope["namespace"] = (TemplateFunction)(a =>
        {
            var values = new TemplateMap();
            foreach (var (name, value) in a.Named) values[name] = value;
            return new TemplateNamespace(values);
        });
        scope["raise_exception"] = (TemplateFunction)(a => throw new TemplateFault(a.Text(0, "message")?.Text ?? "", refused: true));
        Execute(statements, scope);
        return MarkedText.Join(_output);
    }

    private Flow Execute(IReadOnlyList<Statement> statements, TemplateScope scope)
    {
        foreach (var statement in statements)
        {
            var flow = Execute(statement, scope);
            if (flow != Flow.On) return flow;
        }
        return Flow.On;
    }

    private Flow Execute(Statement statement, TemplateScope scope)
    {
        _budget.Spend();
        switch (statement)
        {
            case Write write:
                var text = TemplateValue.ToText(_evaluator.Evaluate(write.Value, scope));
                _budget.Write(text.Length);
                if (text.Length > 0) _output.Add(text);
                return Flow.On;
            case If choice:
                return Execute(TemplateValue.IsTrue(_evaluator.Evaluate(choice.Condition, scope)) ? choice.Then : choice.Else, scope);
            case For loop:
                return Loop(loop, scope);
            case Set set:
                Assign(set, scope);
                return Flow.On;
            case Macro macro:
                scope[macro.Name] = (TemplateFunction)(a => Call(macro, a, scope));
                return Flow.On;
            case Break:
                return Flow.Break;
            default:
                return Flow.Continue;
        }
    }

    private Flow Loop(For loop, TemplateScope around)
    {
        var value = _evaluator.Evaluate(loop.Items, around);
        _budget.Through(value);
        var items = TemplateValue.ToList(value);
        if (loop.Where is { } where)
        {
            items = [.. items.Where(item =>
            {
                var scope = new TemplateScope(around);
                Bind(loop.Targets, item, scope);
                return TemplateValue.IsTrue(_evaluator.Evaluate(where, scope));
            })];
        }
        // As in Jinja, a turn that break or continue cuts short doesn't count as one.
        var any = false;
        for (var i = 0; i < items.Count; i++)
        {
            var scope = new TemplateScope(around);
            scope["loop"] = Place(items, i);
            Bind(loop.Targets, items[i], scope);
            var flow = Execute(loop.Body, scope);
            any |= flow == Flow.On;
            if (flow == Flow.Break) break;
        }
        return any ? Flow.On : Execute(loop.Else, around);
    }

    /// <summary>What a template can ask about where it is in a loop.</summary>
    private static TemplateMap Place(List<object?> items, int i) => new()
    {
        ["index"] = i + 1L,
        ["index0"] = (long)i,
        ["revindex"] = (long)items.Count - i,
        ["revindex0"] = items.Count - i - 1L,
        ["first"] = i == 0,
        ["last"] = i == items.Count - 1,
        ["length"] = (long)items.Count,
        ["previtem"] = i > 0 ? items[i - 1] : new Undefined("previtem"),
        ["nextitem"] = i < items.Count - 1 ? items[i + 1] : new Undefined("nextitem"),
    };

    private static void Bind(IReadOnlyList<string> targets, object? value, TemplateScope scope)
    {
        if (targets is [var one])
        {
            scope[one] = value;
            return;
        }
        if (value is not List<object?> items || items.Count != targets.Count) throw new TemplateFault($"it wants {targets.Count} values and gets others");
        for (var i = 0; i < targets.Count; i++) scope[targets[i]] = items[i];
    }

    private void Assign(Set set, TemplateScope scope)
    {
        var value = set.Value is null ? Captured(() => Execute(set.Body, scope)) : _evaluator.Evaluate(set.Value, scope);
        if (set.Attribute is null) Bind(set.Targets, value, scope);
        else if (scope[set.Targets[0]] is TemplateNamespace space) space.Values[set.Attribute] = value;
        else throw new TemplateFault($"it sets {set.Attribute} of something that is no namespace");
    }

    private object? Call(Macro macro, CallValues arguments, TemplateScope around) => _budget.Call(() =>
    {
        if (arguments.Plain.Count > macro.Parameters.Count || arguments.Named.Keys.Except(macro.Parameters.Select(p => p.Name)).Any())
            throw new TemplateFault($"the macro {macro.Name} gets arguments that it doesn't have");
        var scope = new TemplateScope(around);
        foreach (var (i, (name, otherwise)) in macro.Parameters.Index())
        {
            scope[name] = i < arguments.Plain.Count ? arguments.Plain[i]
                : arguments.Named.TryGetValue(name, out var value) ? value
                : otherwise is null ? new Undefined(name) : _evaluator.Evaluate(otherwise, scope);
        }
        return Captured(() => Execute(macro.Body, scope));
    });

    private MarkedText Captured(Action write)
    {
        var outer = _output;
        _output = [];
        write();
        var text = MarkedText.Join(_output);
        _output = outer;
        return text;
    }

    private object? Range(CallValues a)
    {
        var (start, stop, step) = a.Plain.Count < 2 ? (0, a.Whole(0, "stop") ?? 0, 1) : (a.Whole(0, "start") ?? 0, a.Whole(1, "stop") ?? 0, a.Whole(2, "step") ?? 1);
        if (step == 0) throw new TemplateFault("range has steps of zero");
        var count = Math.Max(0, checked(stop - start + step - Math.Sign(step)) / step);
        _budget.Items(count);
        return Enumerable.Range(0, (int)count).Select(i => (object?)(start + i * step)).ToList();
    }
}
