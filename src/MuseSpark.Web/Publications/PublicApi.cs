using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Publications;
using MuseSpark.Inference.Models;
using MuseSpark.Provenance.Containers;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Publications;

/// <summary>
/// What everybody with its address sees of a published work, without an account. Each answer asks the gate anew, and may be kept only if it is
/// asked for again, so that what is taken back is gone.
/// </summary>
public static class PublicApi
{
    internal const string Limit = "public";

    /// <summary>A page with its picture and cards takes about five.</summary>
    private const int PerMinute = 150;

    public static void AddPublic(this WebApplicationBuilder builder) =>
        builder.Services.AddRateLimiter(limits => limits.AddPolicy(Limit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.User.UserId() is { } user ? $"{user}" : NetworkAddress.Of(context),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = PerMinute, Window = TimeSpan.FromMinutes(1) })));

    public static void MapPublic(this IEndpointRouteBuilder app)
    {
        var works = app.MapGroup("/api/public/{address}").AllowAnonymous().RequireRateLimiting(Limit).WithTags("Publications").AddEndpointFilter(Unlisted);
        works.MapGet("", Get);
        works.MapGet("picture", Picture);
        works.MapGet("text", Text);
        works.MapGet("models/{model}/card", Card);
        app.MapGet("/p/{address}", PublicPage.Show).AllowAnonymous().RequireRateLimiting(Limit).AddEndpointFilter(Unlisted).ExcludeFromDescription();
    }

    private static async Task<Results<Ok<PublishedWork>, ProblemHttpResult>> Get(string address, PublicWorks works, ModelCatalog catalog, CancellationToken cancellationToken) =>
        await works.FindAsync(address, cancellationToken) is { } work ? TypedResults.Ok(PublishedViews.Of(work, catalog)) : NotPublic();

    private static async Task<IResult> Picture(
        string address, PublicWorks works, BlobStore blobs, HttpResponse response, CancellationToken cancellationToken, string? download = null)
    {
        if (await works.FindAsync(address, cancellationToken) is not { Picture: { } picture }) return NotPublic();
        if (blobs.Find(picture.Sha256) is not { } file) return OutputsApi.Gone();
        Harden(response);
        // Not named after its prompt, which may not be public.
        var name = download is "1" or "true" ? $"musespark-{address}{OutputsApi.EndingOf(picture.MediaType)}" : null;
        return TypedResults.PhysicalFile(file.FullName, picture.MediaType, name, picture.CreatedAt, new EntityTagHeaderValue($"\"{picture.Sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>Signed as it leaves, with an invisible signature behind its last word.</summary>
    private static async Task<IResult> Text(string address, PublicWorks works, MuseSparkDb db, ExportWriter exports, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await works.FindAsync(address, cancellationToken) is not { Text: { } text }) return NotPublic();
        var record = await db.ProvenanceRecords.AsNoTracking().SingleAsync(r => r.WorkspaceId == text.WorkspaceId && r.OutputId == text.Id, cancellationToken);
        Harden(response);
        try
        {
            return TypedResults.Bytes(await exports.WriteAsync(ExportLevels.Credential, text, record, Encoding.UTF8.GetBytes(text.Text!), cancellationToken), text.MediaType, $"musespark-{address}.txt");
        }
        catch (ContainerException broken)
        {
            return ExportWriter.Refuse(broken);
        }
    }

    /// <summary>Of a model that made this work, and of no other.</summary>
    private static async Task<Results<PhysicalFileHttpResult, ProblemHttpResult>> Card(string address, string model, PublicWorks works, ModelCatalog catalog, CancellationToken cancellationToken) =>
        await works.FindAsync(address, cancellationToken) is { } work && work.Models.Any(part => part.Model.Id == model) ? ModelsApi.Card(model, catalog) : NotPublic();

    /// <summary>Anyone with the link is not anyone who searches.</summary>
    private static ValueTask<object?> Unlisted(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers["X-Robots-Tag"] = "noindex";
        return next(context);
    }

    private static void Harden(HttpResponse response)
    {
        OutputsApi.Harden(response);
        response.Headers.CacheControl = "no-cache";
    }

    internal static ProblemHttpResult NotPublic() =>
        TypedResults.Problem("There is nothing at this address. The link may be mistyped, or the work was taken back.", statusCode: StatusCodes.Status404NotFound);
}
