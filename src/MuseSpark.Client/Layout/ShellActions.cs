using Microsoft.AspNetCore.Components;
using MudBlazor;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;

namespace MuseSpark.Client.Layout;

/// <summary>What the rail on wide screens and "More" on a phone both offer.</summary>
public sealed class ShellActions(Session session, NavigationManager navigation, IDialogService dialogs, ISnackbar messages)
{
    public Task SwitchToAsync(WorkspaceView workspace) => TryAsync(async () =>
    {
        if (workspace.Id == session.Workspace?.Id) return;
        await session.ChooseWorkspaceAsync(workspace.Id);
        navigation.NavigateTo("/");
        messages.Add($"You are in {workspace.Name} now.", Severity.Normal);
    });

    public Task AddWorkspaceAsync() => dialogs.ShowAsync<NewWorkspaceDialog>("New workspace");

    public Task ShowShortcutsAsync() => dialogs.ShowAsync<ShortcutsDialog>("Shortcuts");

    public Task SignOutAsync() => TryAsync(async () =>
    {
        navigation.NavigateTo("/");
        await session.SignOutAsync();
    });

    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (ApiException problem)
        {
            messages.Add(problem.Message, Severity.Error);
        }
    }
}
