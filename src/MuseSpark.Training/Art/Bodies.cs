namespace MuseSpark.Training.Art;

/// <summary>
/// Bodies for the drawings that are only a head: an upright storybook figure, 100 wide and 150 high, painted from the head's own colour.
/// </summary>
public static class Bodies
{
    public static string Animal(string name, string headSvg, string main)
    {
        string dark = ColourNames.Mix(main, "#000000", 0.18), pale = ColourNames.Mix(main, "#ffffff", 0.62);
        var tail = name switch
        {
            "fox" or "wolf" =>
                $"""<path d="M60 138C98 142 114 116 99 86C95 78 86 84 86 97C86 114 74 121 60 123Z" fill="{main}"/><path d="M99 86C95 78 86 84 86 97C92 102 101 99 99 86Z" fill="#fffaf0"/>""",
            "lion" =>
                $"""<path d="M66 136C92 139 97 119 93 107" stroke="{main}" stroke-width="6" fill="none"/><circle cx="93" cy="104" r="8" fill="{dark}"/>""",
            "unicorn" =>
                """<path d="M62 132C96 138 104 116 96 92C94 112 84 120 62 120Z" fill="#c77dff"/>""",
            _ => "",
        };
        var figure = tail +
            Limb(27, 104, 8, 19, 20, dark) + Limb(73, 104, 8, 19, -20, dark) +
            $"""<ellipse cx="50" cy="111" rx="27" ry="33" fill="{main}"/><ellipse cx="50" cy="117" rx="17" ry="23" fill="{pale}"/>""" +
            $"""<ellipse cx="35" cy="143" rx="14" ry="8" fill="{dark}"/><ellipse cx="65" cy="143" rx="14" ry="8" fill="{dark}"/>""";
        return Document(figure + Head(headSvg, 6, 0, 88));
    }

    public static string Robot(string headSvg, string main)
    {
        string dark = ColourNames.Mix(main, "#000000", 0.25), pale = ColourNames.Mix(main, "#ffffff", 0.5);
        var figure =
            $"""<rect x="10" y="86" width="13" height="36" rx="6" fill="{dark}"/><rect x="77" y="86" width="13" height="36" rx="6" fill="{dark}"/>""" +
            $"""<rect x="32" y="120" width="14" height="30" rx="4" fill="{dark}"/><rect x="54" y="120" width="14" height="30" rx="4" fill="{dark}"/>""" +
            $"""<rect x="24" y="78" width="52" height="48" rx="9" fill="{main}"/><rect x="34" y="89" width="32" height="18" rx="4" fill="{pale}"/><circle cx="43" cy="98" r="4" fill="#f03e3e"/><circle cx="57" cy="98" r="4" fill="#37b24d"/>""";
        return Document(figure + Head(headSvg, 8, 0, 84));
    }

    /// <summary>A person in a dress, in trousers, in a robe or in a space suit.</summary>
    public static string Person(string name, string headSvg)
    {
        var cloth = name switch
        {
            "girl" => "#f06595",
            "boy" => "#4c8bf5",
            "princess" => "#d977d3",
            "wizard" => "#5f3dc4",
            "astronaut" => "#e9ecef",
            "old woman" => "#2f9e6e",
            _ => "#8d6e52",
        };
        var dark = ColourNames.Mix(cloth, "#000000", 0.22);
        var figure = name is "boy" or "astronaut" or "old man"
            ? $"""<rect x="30" y="64" width="40" height="52" rx="11" fill="{cloth}"/><rect x="31" y="108" width="17" height="40" rx="6" fill="{dark}"/><rect x="52" y="108" width="17" height="40" rx="6" fill="{dark}"/>"""
            : $"""<path d="M38 62L62 62L85 148L15 148Z" fill="{cloth}"/><path d="M19 134L81 134L85 148L15 148Z" fill="{dark}"/>""";
        return Document(Limb(26, 90, 7, 21, 22, dark) + Limb(74, 90, 7, 21, -22, dark) + figure + Head(headSvg, 8, -6, 84));
    }

    private static string Limb(int x, int y, int rx, int ry, int turn, string colour) =>
        $"""<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{colour}" transform="rotate({turn} {x} {y})"/>""";

    private static string Head(string svg, int x, int y, int size) =>
        $"""<svg x="{x}" y="{y}" width="{size}" height="{size}" viewBox="0 0 128 128">{svg}</svg>""";

    private static string Document(string body) =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="-8 -6 120 160" width="120" height="160">{body}</svg>""";
}
