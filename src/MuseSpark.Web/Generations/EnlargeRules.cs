using System.Globalization;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Generations;

/// <summary>What a request to enlarge a picture must hold. The rest is the picture's: its words, its label, and which model suits it.</summary>
internal static class EnlargeRules
{
    private const string EnlargersOnly = "enlarger";

    /// <param name="source">Null where there is no such picture, which is for the caller to say.</param>
    /// <inheritdoc cref="RequestRules.Check"/>
    public static (Order? Order, IReadOnlyDictionary<string, string[]> Problems) Check(GenerationRequest request, ModelCatalog catalog, AskedSource? source)
    {
        var problems = new Dictionary<string, string[]>();
        void Refuse(string field, string sentence) => problems.TryAdd(field, [sentence]);

        var times = request.Settings?.Enlarge ?? 0;
        if (request.SourceId is null) Refuse("sourceId", "Choose the picture to enlarge.");
        if (!PromptText.IsBlank(PromptText.Clean(request.Prompt))) Refuse("prompt", "Enlarging takes no words: leave the prompt out.");
        if (request.Mode is not (null or Modes.Instant)) Refuse("mode", "A picture is enlarged in one way only: leave the mode out, or say instant.");
        if (times is not (2 or 4)) Refuse("settings.enlarge", "Say how many times larger: 2 or 4.");
        else if (source is not null && TooLarge(source, times) is { } sentence) Refuse("settings.enlarge", sentence);
        if (source?.Restriction >= CaseDecision.Limit) Refuse("sourceId", "A reviewer has restricted this picture, so it can't be enlarged.");
        if (problems.Count > 0) return (null, problems);

        var model = RequestRules.ModelFor(Kinds.Enlarge, request.Model ?? SuitableFor(source, catalog), catalog, Refuse);
        return problems.Count > 0 ? (null, problems) : (new Order(source?.Prompt ?? "", null, null, model?.Manifest.Id, new GenerationSettings
        {
            Enlarge = times,
            Width = source?.Width * times,
            Height = source?.Height * times,
        })
        { Label = source?.Label }, problems);
    }

    /// <summary>
    /// The model that painted it, if that has an upscaler of its own, which has learned from nothing but such pictures; for all others one that was made
    /// for any picture, if it is installed. Null leaves the choice to the usual order.
    /// </summary>
    private static string? SuitableFor(AskedSource? source, ModelCatalog catalog)
    {
        var able = catalog.Models.Where(m => m.Problem is null && m.Manifest.Kinds.Contains(Kinds.Enlarge)).Select(m => m.Manifest).ToList();
        return (able.Find(model => model.Id == source?.Model) ?? able.Find(model => model.Kind == EnlargersOnly))?.Id;
    }

    private static string? TooLarge(AskedSource source, int times)
    {
        var (longer, most) = (Math.Max(source.Width, source.Height), GenerationSettings.MaxEnlarged);
        if (longer * times <= most) return null;
        var what = string.Create(CultureInfo.InvariantCulture, $"This picture has {source.Width} x {source.Height} pixels, and an enlarged one has at most {most:N0} along an edge");
        return longer * 2 <= most ? $"{what}: enlarge it 2 times." : $"{what}, so it is large enough already.";
    }
}
