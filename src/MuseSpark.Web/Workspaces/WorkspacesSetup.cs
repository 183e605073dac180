namespace MuseSpark.Web.Workspaces;

public static class WorkspacesSetup
{
    public static void AddWorkspaces(this WebApplicationBuilder builder) => builder.Services.AddScoped<WorkspaceAccess>();
}
