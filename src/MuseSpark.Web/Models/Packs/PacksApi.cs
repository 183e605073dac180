using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Models;
using MuseSpark.Inference.Packs;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Models.Packs;

/// <summary>Models that are fetched when an administrator asks for them.</summary>
public static class PacksApi
{
    public static void MapPacks(this IEndpointRouteBuilder app)
    {
        var packs = app.MapGroup("/api/packs").WithTags("Models");
        packs.MapGet("", List).RequireAuthorization(Policies.SignedIn);
        packs.MapPost("{id}/install", Install).RequireAuthorization(Policies.Admin);
    }

    private static Ok<IReadOnlyList<PackView>> List(ClaimsPrincipal person, PackInstaller installer) =>
        TypedResults.Ok<IReadOnlyList<PackView>>([.. ModelPack.All.Select(pack => installer.View(pack, person.HasClaim(claim => claim.Type == Policies.AdminClaim)))]);

    private static Results<Accepted<PackView>, ProblemHttpResult> Install(string id, PackInstaller installer)
    {
        if (ModelPack.All.FirstOrDefault(known => known.Id == id) is not { } pack) return TypedResults.Problem("There is no such pack.", statusCode: StatusCodes.Status404NotFound);
        installer.Begin(pack);
        return TypedResults.Accepted("/api/packs", installer.View(pack, mayInstall: true));
    }
}
