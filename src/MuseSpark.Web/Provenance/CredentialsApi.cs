using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Outputs;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Exports;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Provenance;

/// <summary>Content Credentials of outputs, copies that say more or less of how they were made, and the roots to trust.</summary>
public static class CredentialsApi
{
    public const string MediaType = "application/c2pa";

    public static void MapCredentials(this IEndpointRouteBuilder app)
    {
        var outputs = app.MapGroup("/api/outputs/{id:guid}").RequireAuthorization(Policies.SignedIn).WithTags("Outputs");
        outputs.MapGet("credentials", Credentials);
        outputs.MapGet("export", Export);

        // Whoever got a signed file may check it, so the root has a public and lasting address.
        app.MapGet("/credentials/{workspaceId:guid}/root.pem", Root).AllowAnonymous().WithTags("Credentials");
    }

    private static async Task<IResult> Credentials(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobStore blobs, CancellationToken cancellationToken)
    {
        var (output, right) = await OutputsApi.FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        var store = await StoreOfAsync(output, db, blobs, cancellationToken);
        return store.IsEmpty
            ? TypedResults.Problem("This work came without Content Credentials.", statusCode: StatusCodes.Status404NotFound)
            : TypedResults.Bytes(store.ToArray(), MediaType, $"musespark-{output.Sha256[..12]}.c2pa");
    }

    private static async Task<IResult> Export(
        Guid id, ClaimsPrincipal person, WorkspaceAccess access, MuseSparkDb db, BlobStore blobs, ExportWriter exports, TimeProvider time, HttpResponse response,
        CancellationToken cancellationToken, string level = ExportLevels.Credential)
    {
        var (output, right) = await OutputsApi.FindAsync(id, Verb.View, person, access, db, cancellationToken);
        if (output is null) return right.Refuse("work");
        if (!ExportLevels.All.Contains(level))
            return TypedResults.Problem($"There is no level \"{level}\". Choose one of: {string.Join(", ", ExportLevels.All)}.", statusCode: StatusCodes.Status400BadRequest);
        if (await BytesOfAsync(output, blobs, cancellationToken) is not { } bytes) return OutputsApi.Gone();
        var record = await db.ProvenanceRecords.AsNoTracking().SingleAsync(r => r.WorkspaceId == output.WorkspaceId && r.OutputId == id, cancellationToken);
        byte[] copy;
        try
        {
            copy = await exports.WriteAsync(level, output, record, bytes, cancellationToken);
        }
        catch (ContainerException broken)
        {
            return ExportWriter.Refuse(broken);
        }

        db.Exports.Add(new Export
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            WorkspaceId = output.WorkspaceId,
            OutputId = output.Id,
            UserId = person.UserId()!.Value,
            Level = level,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(copy)),
            At = time.GetUtcNow().UtcDateTime,
        });
        await db.SaveChangesAsync(cancellationToken);
        OutputsApi.Harden(response);
        response.Headers.CacheControl = "private, no-store";
        return TypedResults.Bytes(copy, output.MediaType, await FileNameAsync(level, output, db, cancellationToken));
    }

    /// <summary>A name tells no more than the copy itself.</summary>
    private static async Task<string> FileNameAsync(string level, Output output, MuseSparkDb db, CancellationToken cancellationToken) => level switch
    {
        ExportLevels.Recipe => await OutputsApi.FileNameAsync(output, db, cancellationToken),
        ExportLevels.Anonymous => $"{(output.Text is null ? "picture" : "text")}{OutputsApi.EndingOf(output.MediaType)}",
        _ => $"musespark-{output.Sha256[..12]}{OutputsApi.EndingOf(output.MediaType)}",
    };

    private static Results<ContentHttpResult, ProblemHttpResult> Root(Guid workspaceId, SigningIdentities identities) => identities.RootOf(workspaceId) is { } root
        ? TypedResults.Text(root, "application/x-pem-file", Encoding.UTF8)
        : TypedResults.Problem("This workspace has signed nothing yet.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>The manifest store of an output: of a picture from its file, of a text from its record.</summary>
    internal static async Task<ReadOnlyMemory<byte>> StoreOfAsync(Output output, MuseSparkDb db, BlobStore blobs, CancellationToken cancellationToken)
    {
        if (output.Text is not null)
            return await db.ProvenanceRecords.Where(r => r.WorkspaceId == output.WorkspaceId && r.OutputId == output.Id).Select(r => r.Credentials).SingleOrDefaultAsync(cancellationToken);
        return await BytesOfAsync(output, blobs, cancellationToken) is { } bytes ? CredentialReader.Read(bytes, MuseSpark.Provenance.Certificates.TrustList.Nobody, DateTimeOffset.UnixEpoch).Store : default;
    }

    private static async Task<byte[]?> BytesOfAsync(Output output, BlobStore blobs, CancellationToken cancellationToken) =>
        output.Text is not null ? Encoding.UTF8.GetBytes(output.Text)
        : blobs.Find(output.Sha256) is { } file ? await File.ReadAllBytesAsync(file.FullName, cancellationToken)
        : null;
}
