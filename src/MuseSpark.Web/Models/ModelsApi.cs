using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Models;
using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Installing;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Preferences;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Models;

public static class ModelsApi
{
    public static void MapModels(this IEndpointRouteBuilder app)
    {
        var models = app.MapGroup("/api/models").RequireAuthorization(Policies.SignedIn).WithTags("Models");
        models.MapGet("", List);
        models.MapGet("{id}/card", Card);
        models.MapPost("{id}/prompt-length", PromptLengthApi.Measure);
        models.MapPut("{id}/preference", PreferencesApi.Keep).RequireAuthorization(Policies.Admin);
        models.MapPost("{id}/verify", Verify).RequireAuthorization(Policies.Admin);
        models.MapDelete("{id}", Remove).RequireAuthorization(Policies.Admin);
    }

    private static Ok<ModelsView> List(ModelCatalog catalog, ModelPreferences preferences, DataFolder data)
    {
        // The command line may have brought one, or taken one away.
        catalog.Refresh(data.Models);
        return TypedResults.Ok(new ModelsView([.. catalog.Models.Select(entry => ViewOf(entry) with
        {
            IsOpen = catalog.IsOpen(entry.Manifest.Id),
            CanRemove = ModelCare.IsOwn(entry, data.Models),
            RunsWith = catalog.ChoiceOf(entry.Manifest),
            Note = preferences.Find(entry.Manifest.Id)?.Note,
        })], SchedulerList.Names)
        {
            RunsOn = catalog.Provider,
            OnnxRuntime = OnnxSession.RuntimeVersion,
        });
    }

    private static async Task<Results<Ok<ModelCheckView>, ProblemHttpResult>> Verify(string id, ModelCatalog catalog, CancellationToken cancellationToken) =>
        catalog.Models.FirstOrDefault(m => m.Manifest.Id == id) is { } entry
            ? TypedResults.Ok(new ModelCheckView(await ModelCare.VerifyAsync(entry, cancellationToken)))
            : TypedResults.Problem("There is no such model here.", statusCode: StatusCodes.Status404NotFound);

    private static Results<NoContent, ProblemHttpResult> Remove(string id, ModelCatalog catalog, DataFolder data)
    {
        if (catalog.Models.FirstOrDefault(m => m.Manifest.Id == id) is not { } entry)
            return TypedResults.Problem("There is no such model here.", statusCode: StatusCodes.Status404NotFound);
        try
        {
            ModelCare.Remove(entry, data.Models, data.Downloads);
        }
        catch (ModelException problem)
        {
            return TypedResults.Problem(problem.Message, statusCode: StatusCodes.Status409Conflict);
        }
        catalog.Remove(entry);
        return TypedResults.NoContent();
    }

    internal static Results<PhysicalFileHttpResult, ProblemHttpResult> Card(string id, ModelCatalog catalog)
    {
        // The id only selects an entry; the path comes from the model's own folder.
        var entry = catalog.Models.FirstOrDefault(m => m.Manifest.Id == id);
        if (entry?.Manifest.Card is { } card && Path.GetFileName(card) == card && File.Exists(Path.Combine(entry.Folder, card)))
            return TypedResults.PhysicalFile(Path.GetFullPath(Path.Combine(entry.Folder, card)), "text/markdown; charset=utf-8");
        return TypedResults.Problem(
            entry is null ? "There is no such model here." : $"{entry.Manifest.Name} came without a card.", statusCode: StatusCodes.Status404NotFound);
    }

    internal static ModelView ViewOf(ModelEntry entry)
    {
        var model = entry.Manifest;
        return new ModelView(
            model.Id, model.Name, model.Kind, model.Version, model.Licence, model.Description, model.CanDo, model.Limits, model.Kinds,
            SettingsOf(model, model.Preferred.Over(model.Defaults)),
            model.Sizes, model.Card is null ? null : $"/api/models/{Uri.EscapeDataString(model.Id)}/card", entry.Problem)
        {
            Files = model.Files,
            Schedulers = ModelSchedulers.Of(entry),
            Chooses = model.HasCritic,
            Styles = [.. model.Styles.Keys],
            // A form has a place for one prompt alone.
            Converses = model.Kinds.Contains(Kinds.Chat) && model.FormOf(Kinds.Chat) is null,
            TakesWish = model.TakesWish,
            Wishes = model.Kinds.Where(TextWishes.Suit).ToDictionary(kind => kind, IReadOnlyList<string> (kind) => [.. TextWishes.Lengths.Concat(TextWishes.Tones).Where(wish => model.Follows(kind, wish))]),
            Own = SettingsOf(model, model.Defaults),
            Preferred = SettingsOf(model, model.Preferred),
            DraftDefaults = model.DraftDefaults.Keys.ToDictionary(kind => kind, kind => SettingsOf(model, model.DefaultsOf(kind, drafts: 2))),
        };
    }

    private static GenerationSettings SettingsOf(ModelManifest model, ModelDefaults defaults) => new()
    {
        MaxTokens = defaults.MaxTokens,
        Temperature = defaults.Temperature,
        TopK = defaults.TopK,
        TopP = defaults.TopP,
        MinP = defaults.MinP,
        RepetitionPenalty = defaults.RepetitionPenalty,
        Dry = defaults.Dry,
        Hold = defaults.Hold,
        Openings = model.Kind == "text" ? defaults.Openings : null,
        PictureOpenings = model.Kind == "text" ? null : defaults.Openings,
        Width = defaults.Width,
        Height = defaults.Height,
        Steps = defaults.Steps,
        // A story with a picture has one of each.
        Guidance = model.Kind == "text" ? null : defaults.Guidance,
        TextGuidance = model.Kind == "text" ? defaults.Guidance : null,
        Scheduler = defaults.Scheduler,
    };
}
