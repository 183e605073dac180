using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Provenance.SoftBindings;

/// <summary>
/// The C2PA Soft Binding Resolution API: other programs find the credentials of a picture that lost them by its mark or its fingerprint.
/// For everybody, since a manifest of ours tells nothing secret; the works themselves are never given.
/// </summary>
public static class SoftBindingApi
{
    private const int MaxValue = 1_000, MaxResults = 100;

    public static void MapSoftBindings(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/softbinding").AllowAnonymous().RequireRateLimiting(VerifyApi.Limit).DisableAntiforgery().WithTags("Soft bindings");
        api.MapGet("matches/byBinding", ByBinding);
        api.MapPost("matches/byBinding", ByBindingInBody);
        api.MapPost("matches/byContent", ByContent).WithMetadata(new RequestSizeLimitAttribute(VerifyApi.LargestFile));
        api.MapGet("manifests/{manifestId}", Manifest);
        api.MapGet("services/supportedAlgorithms", SupportedAlgorithms);
    }

    private static async Task<Results<Ok<SoftBindingMatches>, ProblemHttpResult>> ByBinding(
        SoftBindingLookup lookup, CancellationToken cancellationToken, string? alg = null, string? value = null, int maxResults = 10) => value?.Length > MaxValue
            ? TypedResults.Problem("The value is too long for an address: send it as JSON by POST.", statusCode: StatusCodes.Status414UriTooLong)
            : await FindAsync(lookup, alg, value, maxResults, cancellationToken);

    private static Task<Results<Ok<SoftBindingMatches>, ProblemHttpResult>> ByBindingInBody(
        SoftBindingQuery query, SoftBindingLookup lookup, CancellationToken cancellationToken, int maxResults = 10) =>
        FindAsync(lookup, query.Alg, query.Value, maxResults, cancellationToken);

    private static async Task<Results<Ok<SoftBindingMatches>, ProblemHttpResult>> ByContent(
        HttpRequest request, SoftBindingLookup lookup, CancellationToken cancellationToken, string? alg = null, int maxResults = 10, string? hintAlg = null, string? hintValue = null)
    {
        if (maxResults is < 1 or > MaxResults) return BadCount();
        if (alg is not null && !IsKnown(alg)) return BadAlgorithm(alg);
        if (request.ContentLength > VerifyApi.LargestFile) return TypedResults.Problem("The file is larger than 25 MB.", statusCode: StatusCodes.Status413PayloadTooLarge);
        using var file = new MemoryStream();
        await request.Body.CopyToAsync(file, cancellationToken);

        // A hint that says nothing here is passed over: it was only meant to help.
        var hinted = hintAlg is null || Bytes(hintValue) is not { } value ? null : await lookup.ByValueAsync(hintAlg, value, maxResults, cancellationToken);
        var found = await lookup.ByContentAsync(file.ToArray(), alg, maxResults, cancellationToken);
        return Answer((hinted ?? []).Concat(found), maxResults);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Manifest(
        string manifestId, MuseSparkDb db, BlobStore blobs, CancellationToken cancellationToken, bool returnActiveManifest = false)
    {
        var output = await db.ProvenanceRecords.Where(r => r.Manifest == manifestId)
            .Join(db.Outputs, r => new { r.WorkspaceId, Id = r.OutputId }, o => new { o.WorkspaceId, o.Id }, (_, o) => o).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var store = output is null ? default : await CredentialsApi.StoreOfAsync(output, db, blobs, cancellationToken);
        var manifests = CredentialReader.ReadSidecar(store, null, TrustList.Nobody, DateTimeOffset.UnixEpoch).Manifests;
        if (manifests.Count == 0 || ActiveManifest.Alone(store) is not { } alone || ShowsPictures(manifests))
            return TypedResults.Problem("There is no such manifest here that is public.", statusCode: StatusCodes.Status404NotFound);

        // A copy that left with its recipe, or somebody else's credentials, may have come back as a private picture.
        var labels = manifests.Select(manifest => manifest.Label).Distinct().ToList();
        var areKept = await db.ProvenanceRecords.Where(r => labels.Contains(r.Manifest!)).Select(r => r.Manifest).Distinct().CountAsync(cancellationToken) == labels.Count;
        return TypedResults.Bytes(returnActiveManifest || !areKept ? alone : store.ToArray(), CredentialsApi.MediaType);
    }

    private static Ok<SoftBindingAlgorithmList> SupportedAlgorithms() =>
        TypedResults.Ok(new SoftBindingAlgorithmList([new(SoftBindingAlgorithms.Watermark)], [new(SoftBindingAlgorithms.Fingerprint)]));

    private static async Task<Results<Ok<SoftBindingMatches>, ProblemHttpResult>> FindAsync(
        SoftBindingLookup lookup, string? alg, string? value, int maxResults, CancellationToken cancellationToken)
    {
        if (maxResults is < 1 or > MaxResults) return BadCount();
        if (!IsKnown(alg)) return BadAlgorithm(alg);
        return Bytes(value) is { } bytes && await lookup.ByValueAsync(alg!, bytes, maxResults, cancellationToken) is { } found
            ? Answer(found, maxResults)
            : TypedResults.Problem($"The value must be base64 of what {alg} gives: of a mark ten hexadecimal digits, of a fingerprint eight bytes.", statusCode: StatusCodes.Status400BadRequest);
    }

    /// <summary>Others' credentials in it, of what a work was made from, may show a private picture in small.</summary>
    private static bool ShowsPictures(IReadOnlyList<ManifestView> manifests) =>
        manifests.Any(manifest => manifest.Assertions.Any(assertion => assertion.File is not null));

    private static Ok<SoftBindingMatches> Answer(IEnumerable<SoftBindingMatch> found, int maxResults) =>
        TypedResults.Ok(new SoftBindingMatches([.. found.OrderByDescending(match => match.SimilarityScore).DistinctBy(match => match.ManifestId).Take(maxResults)]));

    private static bool IsKnown(string? alg) => alg is SoftBindingAlgorithms.Watermark or SoftBindingAlgorithms.Fingerprint;

    private static ProblemHttpResult BadAlgorithm(string? alg) => TypedResults.Problem(
        $"The algorithm \"{alg}\" is not known here; there are {SoftBindingAlgorithms.Watermark} and {SoftBindingAlgorithms.Fingerprint}.", statusCode: StatusCodes.Status400BadRequest);

    private static ProblemHttpResult BadCount() => TypedResults.Problem($"maxResults is a number from 1 to {MaxResults}.", statusCode: StatusCodes.Status400BadRequest);

    /// <summary>Base64, also in the form for addresses, and where an address made blanks of its plus signs.</summary>
    private static byte[]? Bytes(string? base64)
    {
        if (string.IsNullOrEmpty(base64) || base64.Length > MaxValue) return null;
        var text = base64.Replace('-', '+').Replace('_', '/').Replace(' ', '+').TrimEnd('=');
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var count) ? bytes[..count] : null;
    }
}
