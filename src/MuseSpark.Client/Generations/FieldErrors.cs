using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Client.Generations;

/// <summary>What is wrong with a request, by field.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string> _byField = new(StringComparer.OrdinalIgnoreCase);

    public static FieldErrors None { get; } = new();

    public bool Any => _byField.Count > 0;

    public string? Of(string field) => _byField.GetValueOrDefault(field);

    /// <summary>The first of what is wrong with fields that have no place on a page, and so none to say it at.</summary>
    public string? OfAny(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
            if (Of(field) is { } sentence) return sentence;
        return null;
    }

    /// <summary>From the server's validation problem, whose keys are paths such as settings.temperature.</summary>
    public static FieldErrors From(ApiException problem)
    {
        var errors = new FieldErrors();
        foreach (var (path, sentences) in problem.Errors)
            if (sentences.Length > 0) errors._byField.TryAdd(path[(path.LastIndexOf('.') + 1)..], sentences[0]);
        return errors;
    }

    /// <summary>The contract's own rules, asked before anything is sent.</summary>
    public static FieldErrors Check(GenerationRequest request)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(request, new ValidationContext(request), found, validateAllProperties: true);
        if (request.Settings is { } settings) Validator.TryValidateObject(settings, new ValidationContext(settings), found, validateAllProperties: true);
        var errors = new FieldErrors();
        foreach (var result in found)
            foreach (var field in result.MemberNames) errors._byField.TryAdd(field, result.ErrorMessage ?? "That is not allowed here.");
        return errors;
    }
}
