using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Models;

namespace MuseSpark.Web.Generations;

/// <summary>A request checked against the installed models, with every default filled in.</summary>
public sealed record Order(string Prompt, string? NegativePrompt, string? TextModel, string? PictureModel, GenerationSettings Settings)
{
    /// <summary>What to expect of it from the beginning, as a category.</summary>
    public string? Label { get; init; }
}

/// <summary>What a request must hold before it becomes a job, beyond what the attributes on it say and the framework checks.</summary>
public static class RequestRules
{
    private const int MaxStopLength = 100;
    private const float UsualStrength = 0.6f;
    private const float UsualVariation = 0.3f;
    private const string CaptionPrompt = "What does this picture show?";

    /// <param name="source">The picture that the request names, where it is there.</param>
    /// <returns>The order, or else sentences by the name of the field they are about.</returns>
    public static (Order? Order, IReadOnlyDictionary<string, string[]> Problems) Check(GenerationRequest request, ModelCatalog catalog, AskedSource? source = null)
    {
        if (request.Kind == Kinds.Enlarge) return EnlargeRules.Check(request, catalog, source);
        var problems = new Dictionary<string, string[]>();
        void Refuse(string field, string sentence) => problems.TryAdd(field, [sentence]);

        var asked = request.Settings ?? new GenerationSettings();
        var prompt = PromptText.Clean(request.Prompt);
        if (PromptText.IsBlank(prompt))
        {
            if (request.Kind == Kinds.Caption) prompt = CaptionPrompt;
            else Refuse("prompt", "Write a few words about what to make.");
        }

        if (request.Kind == Kinds.Caption && request.SourceId is null) Refuse("sourceId", "Choose the picture to describe.");
        if (request.SourceId is not null && !Kinds.NeedsPictureModel(request.Kind)) Refuse("sourceId", "Only pictures start from a picture, and captions and enlargements are of one.");
        if (request.Kind == Kinds.Picture && source?.Restriction >= CaseDecision.Limit) Refuse("sourceId", "A reviewer has restricted this picture, so nothing can be painted over it.");
        if (asked.Stop is { } stops && stops.Any(stop => string.IsNullOrEmpty(stop) || stop.Length > MaxStopLength))
            Refuse("settings.stop", $"A stop string has 1 to {MaxStopLength} characters.");
        if (asked.MaskId is not null && request is not { Kind: Kinds.Picture, SourceId: not null }) Refuse("settings.maskId", "A mask says what of a picture is painted anew: name that picture, too (sourceId).");
        if (asked.ReplyTo is not null && request.Kind is not (Kinds.Chat or Kinds.Story)) Refuse("settings.replyTo", "Only a chat replies to one, and a story goes on with one.");
        if (asked.Enlarge is not null) Refuse("settings.enlarge", "Only an enlargement says how many times larger: ask for the kind enlarge.");
        if (asked.WithPicture && request.Kind != Kinds.Story) Refuse("settings.withPicture", "Only a story comes with a picture.");
        if (problems.Count > 0) return (null, problems);

        var text = Kinds.NeedsPictureModel(request.Kind) ? null : ModelFor(request.Kind, request.Model, catalog, Refuse);
        var picture = Kinds.NeedsPictureModel(request.Kind) ? ModelFor(request.Kind, request.Model, catalog, Refuse)
            : asked.WithPicture ? ModelFor(Kinds.Picture, null, catalog, Refuse) : null;
        var settings = new GenerationSettings { WithPicture = asked.WithPicture };
        if (text is not null)
        {
            TextForms.Check(asked, Refuse);
            CheckWishes(request.Kind, asked.ReplyTo is null || request.Kind == Kinds.Chat ? request.Kind : "continue", asked, text.Manifest, Refuse);
            settings = WithTextDefaults(settings, asked, text.Manifest.DefaultsOf(request.Kind, Modes.DraftsOf(request.Mode ?? Modes.Instant)));
            // Whole drafts are compared instead where there are some.
            if (request.Kind != Kinds.Story || request.Mode is not (null or Modes.Instant)) settings = settings with { Openings = null };
        }
        if (picture is not null && request.Kind != Kinds.Caption) settings = WithPictureDefaults(settings, asked, picture, Refuse);
        if (request is { Kind: Kinds.Picture, SourceId: not null }) settings = WithSourceDefaults(settings with { PictureOpenings = null }, asked);
        if (request.Kind == Kinds.Picture && asked.VariationSeed is { } variation) settings = settings with { VariationSeed = variation, VariationStrength = asked.VariationStrength ?? UsualVariation };
        if (request.Kind == Kinds.Picture && picture is { Manifest.HasCritic: false } && request.Mode is not (null or Modes.Instant))
            Refuse("mode", $"{picture.Manifest.Name} can't choose between pictures: leave the mode out, or say instant.");
        if (problems.Count > 0) return (null, problems);

        var negative = request.NegativePrompt is { } words && PromptText.Clean(words) is var clean && !PromptText.IsBlank(clean) ? clean : null;
        return (new Order(prompt, picture is null ? null : negative, text?.Manifest.Id, picture?.Manifest.Id, settings), problems);
    }

    internal static ModelEntry? ModelFor(string kind, string? id, ModelCatalog catalog, Action<string, string> refuse)
    {
        var able = catalog.Models.Where(m => m.Problem is null && m.Manifest.Kinds.Contains(kind)).Select(m => m.Manifest.Id).ToList();
        var choose = able.Count == 0 ? $"No installed model can make this ({kind})." : $"Choose one of: {string.Join(", ", able)}.";
        if (id is null)
        {
            if (able.Count == 0) refuse("kind", $"{choose} Put a model's folder into the models folder and start the server again.");
            return catalog.Models.FirstOrDefault(m => m.Manifest.Id == able.FirstOrDefault());
        }

        var entry = catalog.Models.FirstOrDefault(m => m.Manifest.Id == id);
        if (entry is null) refuse("model", $"There is no model \"{id}\" here. {choose}");
        else if (entry.Problem is { } problem) refuse("model", $"{entry.Manifest.Name} can't be used now. {problem}");
        else if (!entry.Manifest.Kinds.Contains(kind)) refuse("model", $"{entry.Manifest.Name} can't make this ({kind}). {choose}");
        return entry;
    }

    private static void CheckWishes(string kind, string form, GenerationSettings asked, ModelManifest model, Action<string, string> refuse)
    {
        foreach (var (field, name, wish) in new[] { ("settings.length", "length", asked.Length), ("settings.tone", "tone", asked.Tone) })
        {
            if (wish is null) continue;
            if (!TextWishes.Suit(kind)) refuse(field, $"Only stories and poems come in a {name} of their own: leave it out.");
            else if (!model.Follows(form, wish)) refuse(field, $"{model.Name} can't be told this {name}: leave it out, or choose another model.");
        }
    }

    private static GenerationSettings WithTextDefaults(GenerationSettings settings, GenerationSettings asked, ModelDefaults defaults) => settings with
    {
        MaxTokens = asked.MaxTokens ?? TextWishes.MostTokens(defaults.MaxTokens ?? 400, asked.Length),
        Length = asked.Length,
        Tone = asked.Tone,
        Temperature = asked.Temperature ?? defaults.Temperature ?? 1,
        TopK = asked.TopK ?? defaults.TopK ?? 0,
        TopP = asked.TopP ?? defaults.TopP ?? 1,
        MinP = asked.MinP ?? defaults.MinP ?? 0,
        RepetitionPenalty = asked.RepetitionPenalty ?? defaults.RepetitionPenalty ?? 1,
        PresencePenalty = asked.PresencePenalty,
        FrequencyPenalty = asked.FrequencyPenalty,
        Dry = asked.Dry ?? defaults.Dry,
        Hold = asked.Hold ?? defaults.Hold,
        Openings = asked.Openings ?? defaults.Openings,
        TextGuidance = asked.TextGuidance ?? defaults.Guidance,
        Stop = asked.Stop is { Count: > 0 } ? asked.Stop : null,
        BannedWords = asked.BannedWords is { Count: > 0 } ? asked.BannedWords : null,
        LogitBias = asked.LogitBias is { Count: > 0 } ? asked.LogitBias : null,
        Structure = asked.Structure,
        ReplyTo = asked.ReplyTo,
    };

    /// <summary>Of what a mask frees nothing is to be seen any more, unless that is asked for.</summary>
    private static GenerationSettings WithSourceDefaults(GenerationSettings settings, GenerationSettings asked) => asked.MaskId is null
        ? settings with { Strength = asked.Strength ?? UsualStrength }
        : settings with { Strength = asked.Strength ?? 1, MaskId = asked.MaskId, MaskGrow = asked.MaskGrow ?? 0, MaskBlur = asked.MaskBlur ?? 0, OnlyMasked = asked.OnlyMasked is true ? true : null };

    private static GenerationSettings WithPictureDefaults(
        GenerationSettings settings, GenerationSettings asked, ModelEntry entry, Action<string, string> refuse)
    {
        var model = entry.Manifest;
        var defaults = model.DefaultsOf(Kinds.Picture);
        var usual = model.Sizes.Count > 0 ? model.Sizes[0] : 512;
        var fitting = ModelSchedulers.Of(entry);
        var scheduler = asked.Scheduler ?? defaults.Scheduler ?? fitting[0];
        var known = fitting.FirstOrDefault(name => name.Equals(scheduler, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            var why = SchedulerList.Names.Contains(scheduler, StringComparer.OrdinalIgnoreCase) ? $"{scheduler} can't step {model.Name}." : $"There is no scheduler \"{scheduler}\".";
            refuse("settings.scheduler", $"{why} Choose one of: {string.Join(", ", fitting)}.");
        }

        var size = settings with { Width = asked.Width ?? defaults.Width ?? usual, Height = asked.Height ?? defaults.Height ?? usual };
        foreach (var (field, name, edge) in new[] { ("settings.width", "Width", size.Width), ("settings.height", "Height", size.Height) })
        {
            if (edge % 8 != 0) refuse(field, $"{name} must be a multiple of 8 pixels: {edge / 8 * 8} or {(edge / 8 * 8) + 8}.");
            else if (model.Sizes.Count > 0 && !model.Sizes.Contains(edge ?? 0))
                refuse(field, $"{model.Name} paints edges of {string.Join(", ", model.Sizes)} pixels only.");
        }

        if (asked.Style is { } style && !model.Styles.ContainsKey(style))
            refuse("settings.style", model.Styles.Count == 0 ? $"{model.Name} follows the words alone: say in them how it should look." : $"{model.Name} paints in these styles: {string.Join(", ", model.Styles.Keys)}.");
        if (model.PaintedEdge is not null && size.Width != size.Height) refuse("settings.height", $"{model.Name} paints squares: ask for the same width and height.");
        return size with
        {
            PictureOpenings = model.HasCritic ? asked.PictureOpenings ?? defaults.Openings : null,
            Steps = asked.Steps ?? defaults.Steps ?? 20,
            Guidance = asked.Guidance ?? defaults.Guidance ?? 1,
            Scheduler = known,
            Style = asked.Style,
        };
    }
}
