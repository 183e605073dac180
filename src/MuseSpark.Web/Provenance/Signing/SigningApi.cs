using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MuseSpark.Client.Outputs;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>With which certificate a workspace signs. Keys of the API can't change it: a stolen one would sign in another's name.</summary>
public static class SigningApi
{
    public const int LargestFile = 64 * 1024;

    /// <summary>A form has a few bytes more than its file.</summary>
    private const int LargestForm = LargestFile + 16 * 1024;

    public static void MapSigning(this RouteGroupBuilder workspaces)
    {
        var signing = workspaces.MapGroup("/{id:guid}/signing");
        signing.MapGet("", Get).Requires(Verb.View);
        signing.MapPost("/rotate", Rotate).RequireAuthorization(Policies.InPerson).Requires(Verb.Manage);
        signing.MapPut("/certificate", Bring).RequireAuthorization(Policies.InPerson).Requires(Verb.Manage)
            // The guard of every changing request has looked at the token already.
            .DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(LargestForm));
    }

    private static Ok<SigningView> Get(Guid id, SigningIdentities identities) => View(id, identities.Find(id), identities);

    private static Ok<SigningView> Rotate(Guid id, SigningIdentities identities) => View(id, identities.Rotate(id), identities);

    private static async Task<Results<Ok<SigningView>, ProblemHttpResult>> Bring(
        Guid id, IFormFile file, SigningIdentities identities, CancellationToken cancellationToken,
        [FromForm] string? password = null)
    {
        if (file.Length > LargestFile)
            return TypedResults.Problem($"The file is larger than {LargestFile / 1024} KB, which no certificate is.", statusCode: StatusCodes.Status413PayloadTooLarge);
        var pfx = new byte[file.Length];
        await using (var stream = file.OpenReadStream()) await stream.ReadExactlyAsync(pfx, cancellationToken);
        try
        {
            return View(id, identities.Bring(id, pfx, password), identities);
        }
        catch (CertificateException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static Ok<SigningView> View(Guid workspace, SigningIdentity? signer, SigningIdentities identities) => TypedResults.Ok(new SigningView(
        signer?.Certificate is { } certificate
            ? new CertificateView(
                certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true), certificate.SerialNumber,
                certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(), identities.IsOwn(workspace, signer))
            : null,
        identities.RootOf(workspace) is null ? null : $"/credentials/{workspace}/root.pem"));
}
