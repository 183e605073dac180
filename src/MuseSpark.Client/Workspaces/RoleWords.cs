namespace MuseSpark.Client.Workspaces;

public static class RoleWords
{
    public static string InWords(this Role role) => role switch
    {
        Role.Viewer => "Viewer",
        Role.Reviewer => "Reviewer",
        Role.Editor => "Editor",
        Role.Owner => "Owner",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    public static string MayDo(this Role role) => role switch
    {
        Role.Viewer => "Looks at what is made here",
        Role.Reviewer => "Looks, and decides on flagged work",
        Role.Editor => "Looks and makes",
        Role.Owner => "Makes, and runs the workspace",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
