using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>What a template may use up: it may come from somebody else's file, and a few characters of it can ask for any amount of work.</summary>
internal sealed class TemplateBudget
{
    private const int MaxSteps = 2_000_000, MaxText = 8 << 20, MaxItems = 100_000, MaxCalls = 50;

    // Work on texts goes by their length.
    private const int CharactersPerStep = 64;

    private long _steps;
    private long _written;
    private int _calls;

    public void Spend(long steps = 1)
    {
        if ((_steps += steps) > MaxSteps) throw new TemplateFault($"it takes more than {MaxSteps:N0} steps");
    }

    /// <summary>To be asked before a text of this length is made.</summary>
    public void Text(long length)
    {
        if (length > MaxText) throw new TemplateFault($"it makes a text of more than {MaxText:N0} characters");
        Spend(length / CharactersPerStep);
    }

    /// <summary>To be asked before a value is gone through as a whole.</summary>
    public void Through(object? value) => Spend(value switch
    {
        MarkedText text => text.Length / CharactersPerStep,
        List<object?> items => items.Count / 4,
        TemplateMap map => map.Count / 4,
        _ => 0,
    });

    /// <summary>To be asked before a text is written out.</summary>
    public void Write(int length)
    {
        if ((_written += length) > MaxText) throw new TemplateFault($"it writes more than {MaxText:N0} characters");
        Spend(length / CharactersPerStep);
    }

    /// <summary>To be asked before a list of this length is made.</summary>
    public void Items(long count)
    {
        if (count > MaxItems) throw new TemplateFault($"it makes a list of more than {MaxItems:N0} items");
        Spend(count / 4);
    }

    public T Call<T>(Func<T> call)
    {
        if (++_calls > MaxCalls) throw new TemplateFault($"its macros call each other more than {MaxCalls} deep");
        var result = call();
        _calls--;
        return result;
    }
}
