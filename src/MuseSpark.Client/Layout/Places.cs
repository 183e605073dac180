namespace MuseSpark.Client.Layout;

/// <param name="Letter">g, then this letter, goes there.</param>
public sealed record Place(string Name, string Address, string Icon, char Letter, Shortcut Shortcut);

/// <summary>Where one can go; the rail, the phone's bar and the keyboard all read this list.</summary>
public static class Places
{
    public static IReadOnlyList<Place> All { get; } =
    [
        new("Create", "/", "create", 'c', Shortcut.GoCreate),
        new("Library", "/library", "library", 'l', Shortcut.GoLibrary),
        new("Models", "/models", "models", 'm', Shortcut.GoModels),
        new("Settings", "/settings", "settings", 's', Shortcut.GoSettings),
    ];
}
