using MuseSpark.Client.Generations;
using MuseSpark.Client.Publications;
using MuseSpark.Inference.Models;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Models;
using MuseSpark.Web.Provenance.Edits;

namespace MuseSpark.Web.Publications;

/// <summary>Says of a published work what its publisher lets everybody know, and no more.</summary>
public static class PublishedViews
{
    private const int LongestTitle = 100;

    public static PublishedWork Of(PublicWork work, ModelCatalog catalog)
    {
        var (publication, made) = (work.Publication, work.Generation);
        var share = work.Text is { } text && work.Records.FirstOrDefault(record => record.OutputId == text.Id) is { } written ? HumanShare.Of(text, written) : null;
        var prompt = publication.ShowsPrompt && !PromptText.IsBlank(made.Prompt) ? made.Prompt : null;
        var picture = PictureOf(work, prompt);
        return new PublishedWork
        {
            Page = $"/p/{publication.Address}",
            Kind = made.Kind,
            Title = publication.Title ?? (prompt is null ? TitleOf(made.Kind) : Cut(prompt, LongestTitle)),
            Text = work.Text?.Text,
            TextUrl = work.Text is null ? null : $"{AddressOf(work)}/text",
            Picture = picture,
            Prompt = prompt,
            PublishedBy = work.Name,
            MadeAt = made.FinishedAt ?? made.CreatedAt,
            PublishedAt = publication.PublishedAt,
            DigitalSourceType = share > 0 || (share is null && picture is { DigitalSourceType: DigitalSourceTypes.CompositeWithTrainedAlgorithmicMedia })
                ? DigitalSourceTypes.CompositeWithTrainedAlgorithmicMedia : DigitalSourceTypes.TrainedAlgorithmicMedia,
            HumanShare = share,
            Label = made.Label,
            Models = [.. work.Models.Select(model => new PublishedModel(model.Part, model.Model.Name, model.Model.Version, model.Model.Licence, CardOf(work, model.Model.Id, catalog)))],
        };
    }

    /// <summary>Below which everything public of a work is.</summary>
    private static string AddressOf(PublicWork work) => $"/api/public/{work.Publication.Address}";

    private static PublishedPicture? PictureOf(PublicWork work, string? prompt)
    {
        if (work.Picture is not { } picture) return null;
        var (made, asked) = work.Generation.Kind == Kinds.Enlarge ? ("Picture enlarged by AI", ": ") : ("Picture made by AI", " from the words: ");
        var alt = work.Publication.AltText is { } told ? $"{made}: {told}" : prompt is null ? made : $"{made}{asked}{prompt}";
        // From its record, since the picture it started from may have been deleted.
        var record = work.Records.FirstOrDefault(record => record.OutputId == picture.Id);
        var isPaintedOver = record?.Parents.Any(parent => parent is { Relation: "derived-from", OutputId: not null }) ?? false;
        return new PublishedPicture(
            $"{AddressOf(work)}/picture", picture.MediaType, picture.Width ?? 0, picture.Height ?? 0, alt,
            record?.DigitalSourceType ?? (isPaintedOver ? DigitalSourceTypes.CompositeWithTrainedAlgorithmicMedia : DigitalSourceTypes.TrainedAlgorithmicMedia));
    }

    /// <summary>Without what ails it here, which is no concern of strangers.</summary>
    private static Client.Models.ModelView? CardOf(PublicWork work, string id, ModelCatalog catalog) =>
        catalog.Models.FirstOrDefault(model => model.Manifest.Id == id) is not { } entry ? null : ModelsApi.ViewOf(entry) with
        {
            Card = entry.Manifest.Card is null ? null : $"{AddressOf(work)}/models/{Uri.EscapeDataString(id)}/card",
            Problem = null,
        };

    private static string TitleOf(string kind) => kind switch
    {
        Kinds.Story => "A story",
        Kinds.Poem => "A poem",
        Kinds.Ideas => "Some ideas",
        Kinds.Chat => "An answer",
        Kinds.Picture => "A picture",
        Kinds.Caption => "What a picture shows",
        Kinds.Enlarge => "A picture",
        Kinds.Edit => "A text",
        _ => "A work",
    };

    /// <summary>At most so many UTF-16 units, and no half of a character.</summary>
    internal static string Cut(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
}
