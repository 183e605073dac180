using System.Security.Claims;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Verify;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.SoftBindings;
using MuseSpark.Web.Publications;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Provenance.Verify;

/// <summary>Where does this come from? For everybody, without an account; nothing that is sent is kept.</summary>
public static class VerifyApi
{
    internal const string Limit = "verify";
    internal const long LargestFile = 25 * 1024 * 1024;
    private const long LargestForm = LargestFile + 100_000;

    public static void AddVerify(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PictureTraces>();
        builder.Services.AddSingleton<TextTraces>();
        builder.Services.AddScoped<Verifier>();
        builder.Services.AddScoped<SoftBindingLookup>();
        builder.Services.AddRateLimiter(limits => limits.AddPolicy(Limit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.User.UserId() is { } user ? $"{user}" : NetworkAddress.Of(context),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = 30, Window = TimeSpan.FromMinutes(1) })));
    }

    public static void MapVerify(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/verify", Verify).AllowAnonymous().RequireRateLimiting(Limit).WithTags("Verify")
            .DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(LargestForm))
            .Accepts<IFormFile>("multipart/form-data", "application/json");

    /// <summary>Either a form with the field "file", or {"text": "..."}.</summary>
    private static async Task<Results<Ok<VerifyView>, ValidationProblem, ProblemHttpResult>> Verify(
        HttpRequest request, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, PublicWorks works, Verifier verifier, CancellationToken cancellationToken)
    {
        if (request.HasJsonContentType())
        {
            var asked = await ReadAsync(async () => await request.ReadFromJsonAsync<VerifyTextRequest>(cancellationToken));
            if (string.IsNullOrWhiteSpace(asked?.Text)) return Refuse("text", "Paste the text to look at.");
            if (asked.Text.Length > VerifyTextRequest.MaxLength) return Refuse("text", "That is too long: paste at most a million characters.");
            return TypedResults.Ok(await ForAsync(await verifier.TextAsync(asked.Text, cancellationToken), person, access, db, works, cancellationToken));
        }

        if (!request.HasFormContentType) return Refuse("file", "Send a form with the field \"file\", or JSON with the field \"text\".");
        var form = await ReadAsync(() => request.ReadFormAsync(cancellationToken));
        if (form.Files.GetFile("file") is not { } file) return Refuse("file", "Choose the file to look at.");
        if (file.Length > LargestFile) return TypedResults.Problem("The file is larger than 25 MB.", statusCode: StatusCodes.Status413PayloadTooLarge);
        var bytes = new byte[file.Length];
        await using (var stream = file.OpenReadStream()) await stream.ReadExactlyAsync(bytes, cancellationToken);
        return TypedResults.Ok(await ForAsync(await verifier.FileAsync(bytes, file.ContentType, cancellationToken), person, access, db, works, cancellationToken));
    }

    /// <summary>Bodies are read by hand here, since there are two kinds; a broken one is the sender's fault all the same.</summary>
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadHttpRequestException("its body is cut short or not well formed", e);
        }
    }

    /// <summary>The way to the work itself is for those who may see it, the way to its public page for everybody.</summary>
    private static async Task<VerifyView> ForAsync(VerifyView view, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, PublicWorks works, CancellationToken cancellationToken)
    {
        if (view.Record is not { OutputId: { } output } record) return view;
        if (await works.AddressOfAsync(output, cancellationToken) is { } address)
            record = record with { PublicPage = $"/p/{address}", PublicPicture = record.Kind == OutputKinds.Picture ? $"/api/public/{address}/picture" : null };
        var workspace = await db.Outputs.Where(o => o.Id == output).Select(o => (Guid?)o.WorkspaceId).SingleOrDefaultAsync(cancellationToken);
        var isMember = workspace is { } id && await access.CheckAsync(person, id, Verb.View, cancellationToken) == Access.Granted;
        return view with { Record = isMember ? record : record with { WorkId = null, OutputId = null } };
    }

    private static ValidationProblem Refuse(string field, string sentence) => TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [sentence] });
}
