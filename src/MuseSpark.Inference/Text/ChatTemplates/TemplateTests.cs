using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>Jinja's tests: what may stand behind "is".</summary>
internal sealed class TemplateTests(TemplateBudget budget, TemplateOperators operators)
{
    public bool Holds(string name, object? value, CallValues arguments)
    {
        budget.Through(value);
        foreach (var other in arguments.Plain) budget.Through(other);
        object? Other() => arguments.Plain.Count > 0 ? arguments.Plain[0] : throw new TemplateFault($"the test {name} wants an argument");
        return name switch
        {
            "defined" => value is not Undefined,
            "undefined" => value is Undefined,
            "none" => value is null,
            "boolean" => value is bool,
            "true" => value is true,
            "false" => value is false,
            "string" => value is MarkedText,
            "number" => value is long or double or bool,
            "integer" => value is long,
            "float" => value is double,
            "mapping" => value is TemplateMap,
            "iterable" or "sequence" => value is List<object?> or MarkedText or TemplateMap,
            "callable" => value is TemplateFunction,
            "odd" => value is long odd && odd % 2 != 0,
            "even" => value is long even && even % 2 == 0,
            "divisibleby" => value is long whole && Other() is long by and not 0 && whole % by == 0,
            "lower" => value is MarkedText low && low.Text == low.Text.ToLowerInvariant(),
            "upper" => value is MarkedText up && up.Text == up.Text.ToUpperInvariant(),
            "equalto" or "eq" or "==" => TemplateValue.Equal(value, Other(), budget),
            "ne" => !TemplateValue.Equal(value, Other(), budget),
            "gt" or "greaterthan" => TemplateValue.Compare(value, Other(), budget) > 0,
            "ge" => TemplateValue.Compare(value, Other(), budget) >= 0,
            "lt" or "lessthan" => TemplateValue.Compare(value, Other(), budget) < 0,
            "le" => TemplateValue.Compare(value, Other(), budget) <= 0,
            "in" => operators.Contains(Other(), value),
            _ => throw new TemplateFault($"it has a test {name}, which is not known"),
        };
    }
}
