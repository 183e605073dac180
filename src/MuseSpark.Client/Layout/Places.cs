using MuseSpark.Client.Users;

namespace MuseSpark.Client.Layout;

/// <param name="Letter">g, then this letter, goes there.</param>
/// <param name="ForReviewers">Others have nothing to do there.</param>
public sealed record Place(string Name, string Address, string Icon, char Letter, Shortcut Shortcut, bool ForReviewers = false);

/// <summary>Where one can go; the rail, the phone's bar and the keyboard all read this list.</summary>
public static class Places
{
    public static IReadOnlyList<Place> All { get; } =
    [
        new("Create", "/", "create", 'c', Shortcut.GoCreate),
        new("Library", "/library", "library", 'l', Shortcut.GoLibrary),
        new("Review", "/review", "review", 'r', Shortcut.GoReview, ForReviewers: true),
        new("Messages", "/notices", "bell", 'n', Shortcut.GoNotices),
        new("Models", "/models", "models", 'm', Shortcut.GoModels),
        new("Settings", "/settings", "settings", 's', Shortcut.GoSettings),
    ];

    /// <summary>Those that this person has something to do in.</summary>
    public static IReadOnlyList<Place> Of(Session session) => [.. All.Where(place => session.CanReview || !place.ForReviewers)];
}
