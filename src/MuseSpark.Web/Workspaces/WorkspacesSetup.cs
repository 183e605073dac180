using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Workspaces;

public static class WorkspacesSetup
{
    public static void AddWorkspaces(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<WorkspaceAccess>();
        builder.Services.AddScoped<NewMembers>();
    }

    public static void MapWorkspaces(this WebApplication app)
    {
        var workspaces = app.MapGroup("/api/workspaces").WithTags("Workspaces").RequireAuthorization(Policies.SignedIn);
        workspaces.MapWorkspaceRoutes();
        workspaces.MapMembers();
        workspaces.MapInvitations();
        workspaces.MapKeys();
        workspaces.MapSigning();
        app.MapInvitationOffers();
    }
}
