using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Workspaces;
using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Packs;
using MuseSpark.Web.Moderation.Policy;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>Looks at pictures: those that people bring, and those of models that did not come with the app.</summary>
/// <remarks>
/// Safe for concurrent calls. Where nothing can look, whoever answers for the workspace is trusted; what others bring or make waits for a person.
/// </remarks>
public sealed class PictureScreen(ModelCatalog catalog, PackInstaller packs, PolicyBook policies, DatabaseRetry database, ILogger<PictureScreen> logger)
{
    public const string NoClassifier = "server: no picture classifier is installed";
    public const string Broken = "server: the picture classifier is broken";

    private const string Kind = "picture-classifier";
    private const string Moving = "server: the picture moves, and only its first frame can be looked at";
    private const string Unreadable = "server: the picture can't be decoded";

    public bool IsInstalled => catalog.Models.Any(m => m.Manifest.Kind == Kind);

    /// <summary>Looks at the whole of a file, and part by part at one that is much longer than wide or the other way.</summary>
    /// <param name="picture">What <see cref="PictureFile.Inspect"/> said of it; null where it can't be opened.</param>
    public async Task<Verdict> FileAsync(Material material, PictureFile? picture, byte[] file, CancellationToken cancellationToken)
    {
        var (lease, problem) = await OpenAsync(material, cancellationToken);
        using var use = lease;
        if (lease is null) return await UnscreenedAsync(material, problem, cancellationToken);
        if (picture is null) return await UnscreenedAsync(material, Unreadable, cancellationToken);
        if (picture.Moves) return await UnscreenedAsync(material, Moving, cancellationToken);
        var views = await PictureFile.ReadViewsAsync(file, cancellationToken);
        return views.Count == 0 ? await UnscreenedAsync(material, Unreadable, cancellationToken) : await LookAsync(lease.Model, material, views, cancellationToken);
    }

    /// <summary>Looks at what a model painted.</summary>
    public async Task<Verdict> PaintedAsync(Material material, RgbImage picture, CancellationToken cancellationToken)
    {
        var (lease, problem) = await OpenAsync(material, cancellationToken);
        using var use = lease;
        return lease is null ? await UnscreenedAsync(material, problem, cancellationToken) : await LookAsync(lease.Model, material, [new PictureView(picture, 0, 0, 1, 1)], cancellationToken);
    }

    private async Task<(ModelLease<IPictureClassifier>? Lease, string Problem)> OpenAsync(Material material, CancellationToken cancellationToken)
    {
        // Tells the catalog of a pack that the command line has installed.
        packs.Refresh();
        if (catalog.Models.FirstOrDefault(m => m.Manifest.Kind == Kind) is not { } entry) return (null, NoClassifier);
        try
        {
            return (await catalog.UsePictureClassifierAsync(entry.Manifest.Id, cancellationToken), "");
        }
        catch (ModelException e)
        {
            logger.LogError(e, "{Door} of {Generation} could not be screened: the picture classifier can't be opened", material.Door, material.GenerationId);
            return (null, Broken);
        }
    }

    private async Task<Verdict> LookAsync(IPictureClassifier classifier, Material material, IReadOnlyList<PictureView> views, CancellationToken cancellationToken)
    {
        try
        {
            var (view, worst) = await Task.Run(() => views.Select(v => (View: v, Scores: classifier.Classify(v.Image, cancellationToken))).MaxBy(v => v.Scores.Sexual), cancellationToken);
            var model = $"{worst.Model} {worst.Version}";
            var scores = new Dictionary<string, double> { [Categories.Sexual] = worst.Sexual };
            var applied = await policies.ForAsync(material.WorkspaceId, cancellationToken);
            var area = worst.Area is { } part ? view.Place(part.Left, part.Top, part.Width, part.Height) : null;
            var findings = Judge.Findings(scores, material.Surface, applied, model, new Dictionary<string, IReadOnlyList<FoundWords>>()).Select(f => f with { Area = area }).ToList();
            return new Verdict(findings.Select(f => f.Action).DefaultIfEmpty().Max(), findings, scores, model);
        }
        catch (ModelException e)
        {
            logger.LogError(e, "{Door} of {Generation} could not be screened", material.Door, material.GenerationId);
            return await UnscreenedAsync(material, Broken, cancellationToken);
        }
    }

    private async Task<Verdict> UnscreenedAsync(Material material, string why, CancellationToken cancellationToken)
    {
        var isTrusted = await database.RunAsync(
            (db, ct) => db.Memberships.AnyAsync(m => m.WorkspaceId == material.WorkspaceId && m.UserId == material.AuthorId && m.Role == Role.Owner, ct), cancellationToken);
        return isTrusted ? Verdict.Allowed : Screener.Unscreened(material.Surface, why);
    }
}
