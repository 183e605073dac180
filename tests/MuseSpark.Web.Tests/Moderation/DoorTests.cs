using System.Text.RegularExpressions;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Tests.Moderation;

/// <summary>
/// No way around the screen: every file of the server in which a work, an output or something public comes to be is listed here with the
/// door it is, and asks the screen itself or hands to one that does.
/// </summary>
public sealed partial class DoorTests
{
    /// <summary>File, the doors it is, and where it asks.</summary>
    private static readonly (string File, Door[] Doors, string Asks)[] Known =
    [
        ("Generations/JobIntake.cs", [Door.Prompt], "screen.LookAsync("),
        ("Generations/Work/TextMaker.cs", [Door.Stream, Door.Output], "screener.TextAsync("),
        ("Generations/Work/CaptionMaker.cs", [Door.Output], "screener.TextAsync("),
        ("Generations/Work/PictureFinisher.cs", [Door.Output], "screen.PaintedAsync("),
        ("Provenance/Edits/EditsApi.cs", [Door.Edit], "screener.TextAsync("),
        ("Publications/PublicationsApi.cs", [Door.Publication], "screen.LookAsync("),
        ("Uploads/UploadsApi.cs", [Door.Upload], "pictures.FileAsync("),
    ];

    // A mask opens for its maker and reviewers alone, and nothing is made of it but a picture, which is screened.
    private const string Masks = "Uploads/MasksApi.cs";

    // Only makes the rows, for those who call it; they are listed themselves.
    private const string Brought = "Uploads/BroughtFile.cs";

    [Fact]
    public void Whatever_makes_something_asks_the_screen()
    {
        var root = Path.Combine(RepositoryFiles.Root, "src", "MuseSpark.Web");
        var makers = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/") && !file.StartsWith("bin/") && !file.Contains("/Migrations/"))
            .Where(file => Making().IsMatch(File.ReadAllText(Path.Combine(root, file)))).Order().ToList();
        Assert.Equal(Known.Select(k => k.File).Append(Masks).Append(Brought).Order(), makers);
        foreach (var (file, doors, asks) in Known)
        {
            var text = File.ReadAllText(Path.Combine(root, file));
            Assert.True(text.Contains(asks, StringComparison.OrdinalIgnoreCase), $"{file} does not ask the screen.");
            Assert.NotEmpty(doors);
        }
    }

    [Fact]
    public void Every_door_is_somewhere()
    {
        var doors = Known.SelectMany(k => k.Doors).Append(Door.Question).ToHashSet();
        Assert.Equal(Enum.GetValues<Door>().Order(), doors.Order());
    }

    [GeneratedRegex(@"new (Output|Generation|Publication)\s*[\r\n{(]|Generation \w+\([^)]*\) => new\(\)|TextMaker\.OutputOf\(|\.Become\(")]
    private static partial Regex Making();
}
