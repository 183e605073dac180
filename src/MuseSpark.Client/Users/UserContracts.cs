using System.ComponentModel.DataAnnotations;
using MuseSpark.Client.Workspaces;

namespace MuseSpark.Client.Users;

/// <summary>Who is signed in; <see cref="NeedsSetup"/> when the server has nobody yet.</summary>
/// <param name="CanSignUp">Whether anybody may make an account.</param>
/// <param name="SendsMail">Whether the server can tell people things by e-mail.</param>
public sealed record SessionView(bool NeedsSetup, UserView? User, bool CanSignUp = false, bool SendsMail = false);

public sealed record UserView(Guid Id, string Email, string DisplayName, bool IsAdmin, string Theme, Guid CurrentWorkspaceId, IReadOnlyList<WorkspaceView> Workspaces);

public sealed record SetupRequest
{
    [Required(ErrorMessage = "Write your name."), StringLength(100, ErrorMessage = "Keep the name under 100 characters.")]
    public string DisplayName { get; set; } = "";

    [Required(ErrorMessage = "Write your e-mail address."), EmailAddress(ErrorMessage = "That is not an e-mail address."), StringLength(200)]
    public string Email { get; set; } = "";

    [Required(ErrorMessage = "Choose a password."), StringLength(200, MinimumLength = 10, ErrorMessage = "Choose a password of at least 10 characters.")]
    public string Password { get; set; } = "";

    [StringLength(100, ErrorMessage = "Keep the name under 100 characters.")]
    public string? WorkspaceName { get; set; }
}

public sealed record SignInRequest
{
    [Required(ErrorMessage = "Write your e-mail address."), StringLength(200)]
    public string Email { get; set; } = "";

    [Required(ErrorMessage = "Write your password."), StringLength(200)]
    public string Password { get; set; } = "";

    public bool StaySignedIn { get; set; } = true;
}

public sealed record ChangePasswordRequest
{
    [Required(ErrorMessage = "Write your present password."), StringLength(200)]
    public string CurrentPassword { get; set; } = "";

    [Required(ErrorMessage = "Choose a new password."), StringLength(200, MinimumLength = 10, ErrorMessage = "Choose a password of at least 10 characters.")]
    public string NewPassword { get; set; } = "";
}

public sealed record ProfileRequest
{
    [Required(ErrorMessage = "Write your name."), StringLength(100, ErrorMessage = "Keep the name under 100 characters.")]
    public string DisplayName { get; set; } = "";

    [AllowedValues("system", "light", "dark", ErrorMessage = "The theme is system, light or dark.")]
    public string Theme { get; set; } = "system";
}
