namespace MuseSpark.Client.Models;

public enum PackState { Missing, Installing, Installed }

/// <summary>A model that is not part of MuseSpark and is fetched when an administrator asks for it.</summary>
/// <param name="Purpose">What it is for, in a sentence.</param>
/// <param name="Without">What it is like without it, for those who can't install it.</param>
/// <param name="Source">The package and its version.</param>
/// <param name="Bytes">What is downloaded.</param>
/// <param name="Stage">What is being done, while it is installed.</param>
/// <param name="Done">Part of that, 0 to 1.</param>
/// <param name="Problem">Why it could not be installed, or can't be used.</param>
/// <param name="MayInstall">Whether this person may.</param>
public sealed record PackView(
    string Id, string Name, string Purpose, string Without, string Licence, string Source, long Bytes, PackState State, string? Stage, double? Done, string? Problem, bool MayInstall)
{
    public const string PictureCheck = "picture-safety", Enlarger = "enlarger";
}
