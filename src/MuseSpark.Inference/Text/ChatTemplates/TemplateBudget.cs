using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>What a template may use up: it may come from somebody else's file, and a few characters of it can ask for any amount of work.</summary>
internal sealed class TemplateBudget
{
    private const int MaxSteps = 2_000_000, MaxText = 8 << 20, MaxItems = 100_000, MaxCalls = 50;

    // Work on texts goes by their length.
    private const int CharactersPerStep = 64;

    // Of places in one text times characters of another that is compared there; the processor does many at once.
    private const int ComparisonsPerStep = 512 * CharactersPerStep;

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
        Check(length);
        Spend(length / CharactersPerStep);
    }

    /// <summary>To be asked while a text of this length or a longer one is made.</summary>
    public static void Check(long length)
    {
        if (length > MaxText) throw new TemplateFault($"it makes a text of more than {MaxText:N0} characters");
    }

    /// <summary>To be asked before a value is gone through as a whole.</summary>
    public void Through(object? value) => Spend(value switch
    {
        MarkedText text => text.Length / CharactersPerStep,
        List<object?> items => items.Count / 4,
        TemplateMap map => map.Count / 4,
        _ => 0,
    });

    /// <summary>To be asked before a text is looked for in another, which at worst compares the whole of it at each place.</summary>
    public void Search(MarkedText text, MarkedText part) => Spend(text.Length / CharactersPerStep + (long)text.Length * part.Length / ComparisonsPerStep);

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
