using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Models;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Models.Preferences;

public static class PreferencesApi
{
    /// <summary>What is left out is the model's own again.</summary>
    internal static Results<NoContent, ValidationProblem, ProblemHttpResult> Keep(string id, ModelPreferenceRequest request, ModelCatalog catalog, ModelPreferences preferences)
    {
        if (catalog.Models.FirstOrDefault(m => m.Manifest.Id == id) is not { Manifest: var model })
            return TypedResults.Problem("There is no such model here.", statusCode: StatusCodes.Status404NotFound);
        if (request.Usual is { } usual)
        {
            if (model.Kind is not ("text" or "image")) return TypedResults.Problem($"{model.Name} has no settings to choose.", statusCode: StatusCodes.Status400BadRequest);
            // Whoever leaves everything out must get a work, so that is what is tried.
            var kind = model.Kind == "image" ? Kinds.Picture : model.Kinds[0];
            var (_, problems) = RequestRules.Check(new GenerationRequest { Kind = kind, Model = id, Prompt = model.Name, Settings = usual }, catalog);
            if (problems.Count > 0) return TypedResults.ValidationProblem(problems.ToDictionary(p => p.Key.Replace("settings.", "usual.", StringComparison.Ordinal), p => p.Value));
        }
        preferences.Keep(id, new ModelPreference(string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim(), DefaultsOf(model, request.Usual ?? new())), catalog);
        return TypedResults.NoContent();
    }

    private static ModelDefaults DefaultsOf(ModelManifest model, GenerationSettings usual) => model.Kind == "image"
        ? new() { Width = usual.Width, Height = usual.Height, Steps = usual.Steps, Guidance = usual.Guidance, Scheduler = usual.Scheduler, Openings = usual.PictureOpenings }
        : new()
        {
            MaxTokens = usual.MaxTokens,
            Temperature = usual.Temperature,
            TopK = usual.TopK,
            TopP = usual.TopP,
            MinP = usual.MinP,
            RepetitionPenalty = usual.RepetitionPenalty,
            Dry = usual.Dry,
            Hold = usual.Hold,
            Openings = usual.Openings,
            Guidance = usual.TextGuidance,
        };
}
