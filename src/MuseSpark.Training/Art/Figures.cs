using System.Text.RegularExpressions;

namespace MuseSpark.Training.Art;

/// <summary>
/// Our own drawings: props, and bodies for the emoji that are only a head. In a body, colours are named (main, dark, pale, cloth, shade,
/// light, skin, trousers, tail) and <c>use href="head"</c> marks where the head goes; in a prop, <c>use href="noto:name"</c> places an emoji.
/// </summary>
public sealed partial class Figures(IconSet noto)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "scenes");

    public string Prop(string name, string cloth) => Emoji().Replace(Coloured(Read("props", name), "#c0c0c0", cloth), use =>
        Placed(use.Groups["rest"].Value, noto.Body(use.Groups["name"].Value), noto.Grid));

    /// <param name="main">The colour of fur or metal, or null for a person.</param>
    /// <param name="cloth">The colour of what a person wears.</param>
    public string Body(string name, string head, int grid, string main, string cloth) =>
        HeadPlace().Replace(Coloured(Read("bodies", name), main, cloth), use => Placed(use.Groups["rest"].Value, head, grid));

    private static string Coloured(string svg, string main, string cloth)
    {
        var colours = new Dictionary<string, string>
        {
            ["main"] = main,
            ["dark"] = ColourNames.Mix(main, "#000000", 0.18),
            ["pale"] = ColourNames.Mix(main, "#ffffff", 0.62),
            ["tail"] = "#c77dff",
            ["cloth"] = cloth,
            ["shade"] = ColourNames.Mix(cloth, "#000000", 0.2),
            ["light"] = ColourNames.Mix(cloth, "#ffffff", 0.35),
            ["trousers"] = ColourNames.Mix(cloth, "#2b3040", 0.65),
            ["skin"] = "#ffca28",
        };
        return NamedColour().Replace(svg, match => $"\"{colours[match.Groups[1].Value]}\"");
    }

    private static string Placed(string place, string body, int grid) => $"""<svg {place} viewBox="0 0 {grid} {grid}">{body}</svg>""";

    private static string Read(string kind, string name) => File.ReadAllText(Path.Combine(Folder, kind, name + ".svg"));

    [GeneratedRegex("<use href=\"noto:(?<name>[a-z-]+)\" (?<rest>[^/]*)/>")]
    private static partial Regex Emoji();

    [GeneratedRegex("<use href=\"head\" (?<rest>[^/]*)/>")]
    private static partial Regex HeadPlace();

    [GeneratedRegex("\"(main|dark|pale|tail|cloth|shade|light|trousers|skin)\"")]
    private static partial Regex NamedColour();
}
