using MuseSpark.Client.Workspaces;

namespace MuseSpark.Client.Users;

/// <summary>Who sits at this tab and which workspace they are in.</summary>
public sealed class Session
{
    private readonly MuseSparkApi _api;

    public Session(MuseSparkApi api)
    {
        _api = api;
        // A wrong password is answered alike, and ends nothing.
        api.SessionEnded += () =>
        {
            if (User is not null) Set(View! with { User = null });
        };
    }

    /// <summary>Null until the server has answered for the first time.</summary>
    public SessionView? View { get; private set; }

    public UserView? User => View?.User;

    public WorkspaceView? Workspace =>
        User?.Workspaces.FirstOrDefault(workspace => workspace.Id == User.CurrentWorkspaceId) ?? User?.Workspaces.FirstOrDefault();

    public bool CanMake => Workspace?.Role is Role.Editor or Role.Owner;
    public bool CanReview => Workspace?.Role is Role.Reviewer or Role.Owner;
    public bool CanManage => Workspace?.Role is Role.Owner;

    /// <summary>The person, the workspace or their rights changed.</summary>
    public event Action? Changed;

    /// <summary>Asks the server anew. Needed after signing in too: the antiforgery token belongs to the person.</summary>
    public async Task RefreshAsync(CancellationToken cancellation = default) => Set(await _api.GetSessionAsync(cancellation));

    public async Task ChooseWorkspaceAsync(Guid workspace, CancellationToken cancellation = default)
    {
        await _api.ChooseWorkspaceAsync(workspace, cancellation);
        await RefreshAsync(cancellation);
    }

    public async Task SignOutAsync(CancellationToken cancellation = default)
    {
        await _api.SignOutAsync(cancellation);
        await RefreshAsync(cancellation);
    }

    private void Set(SessionView view)
    {
        View = view;
        Changed?.Invoke();
    }
}
