using static MuseSpark.Training.Scenes.ScenePen;

namespace MuseSpark.Training.Scenes;

/// <summary>Backdrops with water; where things float, the floor is the waterline.</summary>
internal static class Waterside
{
    public static void Sea(ScenePen pen)
    {
        var top = pen.Between(132, 146);
        pen.Rect(0, top, 256, 256 - top, "#3b9fd8");
        pen.Rect(0, top + 44, 256, 120, "#3391cb");
        Waves(pen, top + 14, "#8fd0f0");
        pen.Floor = 208;
    }

    public static void Lake(ScenePen pen)
    {
        pen.Hill(122, 12, "#8fbf9a");
        for (var i = 0; i < 9; i++) pen.Conifer(i * 32 + pen.Between(-10, 10), 146, pen.Between(34, 52), "#4f8a63");
        pen.Hill(140, 3, "#6fae5c");
        pen.Path($"M0 150Q128 142 256 150V256H0Z", "#58b4dd");
        Waves(pen, 166, "#a5dcf2");
        foreach (var x in new[] { pen.Between(4, 24), pen.Between(232, 252) })
            for (var i = 0; i < 4; i++) pen.Line($"M{N(x + i * 5 - 8)} 252q{N(pen.Between(-4, 4))} -24 {N(pen.Between(-5, 5))} {N(pen.Between(-46, -32))}", "#4f8a45", 3);
        pen.Floor = 206;
    }

    public static void River(ScenePen pen)
    {
        pen.Hill(130, 10, "#7fbf6a");
        for (var i = 0; i < 6; i++) pen.LeafTree(i < 3 ? pen.Between(0, 76) : pen.Between(180, 256), pen.Between(150, 162), pen.Between(44, 60), pen.Pick("#4f9d45", "#5fae52"));
        pen.Hill(152, 3, "#8fd16a");
        pen.Path($"M112 152Q136 166 96 178T0 204V256H256V200Q190 186 156 174T146 152Z", "#54b2e0");
        pen.Path($"M0 176Q60 176 76 188Q20 198 0 214ZM256 172Q206 176 196 184Q236 192 256 208Z", pen.Mood.Snowy ? "#f3f8ff" : "#7cc95a");
        Waves(pen, 206, "#b5e4f7");
        pen.Stone(pen.Between(8, 40), 206, 24);
        pen.Stone(pen.Between(216, 246), 202, 22);
        pen.Floor = 212;
    }

    public static void Beach(ScenePen pen)
    {
        pen.Rect(0, 138, 256, 70, "#46b4e0");
        pen.Line($"M0 152q16 -5 32 0t32 0t32 0t32 0t32 0t32 0t32 0t32 0", "#9fdcf2", 3);
        pen.Path($"M0 {N(176)}q32 -10 64 0t64 0t64 0t64 0V256H0Z", "#ffffff");
        pen.Hill(184, 4, "#f5dca0", bare: true);
        pen.Hill(214, 4, "#f9e6b8", bare: true);
        pen.Oval(pen.Between(10, 50), 236, 6, 4, "#ff9f80");
        pen.Oval(pen.Between(206, 246), 230, 5, 3.5, "#ffffff");
    }

    public static void Island(ScenePen pen)
    {
        pen.Rect(0, 140, 256, 116, "#3fb0dc");
        Waves(pen, 152, "#9fdcf2");
        pen.Path($"M-10 236Q30 172 128 172T266 236V256H-10Z", "#f5dca0");
        pen.Path($"M20 256Q60 206 128 206T236 256Z", "#f9e6b8");
        foreach (var (x, lean) in new[] { (pen.Between(22, 44), 1), (pen.Between(214, 234), -1) })
        {
            pen.Path($"M{N(x - 6)} 206Q{N(x - 2 * lean)} 140 {N(x + 10 * lean)} 92L{N(x + 10 * lean + 8)} 92Q{N(x + 8)} 144 {N(x + 7)} 206Z", "#a0703f");
            for (var leaf = 0; leaf < 5; leaf++)
                pen.Raw($"""<ellipse cx="{N(x + 12 * lean + 26)}" cy="92" rx="27" ry="7" fill="{pen.Mood.Shade(leaf % 2 == 0 ? "#3fae5a" : "#2f9149")}" transform="rotate({leaf * 54 - 18} {N(x + 12 * lean + 3)} 92)"/>""");
        }
        pen.Floor = 226;
    }

    public static void Harbour(ScenePen pen)
    {
        for (var i = 0; i < 8; i++)
        {
            double x = i * 34 + 4, h = pen.Between(34, 52);
            pen.Rect(x - 4, 138 - h, 32, h + 14, pen.Pick("#e8a0a0", "#f2cf8f", "#a9cfe0", "#c9b8e0", "#b9d6a0"));
            pen.Path($"M{N(x - 7)} {N(138 - h)}L{N(x + 12)} {N(122 - h)}L{N(x + 31)} {N(138 - h)}Z", pen.Mood.Snowy ? "#ffffff" : pen.Pick("#b3452c", "#8a5a44"));
            foreach (var column in new[] { x + 1, x + 16 }) pen.Lit(column, 144 - h, 7, 9, pen.Night ? "#ffe08a" : pen.Mood.Shade("#eaf6ff"));
        }
        pen.Rect(0, 146, 256, 12, "#a9a49c");
        pen.Rect(0, 156, 256, 100, "#3f95c4");
        Waves(pen, 172, "#8fc8e6");
        foreach (var x in new[] { 14, 242 })
        {
            pen.Rect(x - 6, 190, 12, 66, "#7a5233", 3);
            pen.Rect(x - 8, 188, 16, 6, "#5c3d2e", 2);
        }
        pen.Floor = 208;
    }

    public static void Underwater(ScenePen pen)
    {
        pen.Gradient(0, 256, "#7fd8f2", "#2f95cf", "#155a9a");
        for (var i = 0; i < 3; i++)
        {
            var x = pen.Between(10, 220);
            pen.Raw($"""<path d="M{N(x)} 0L{N(x + 26)} 0L{N(x + 6)} 190L{N(x - 40)} 190Z" fill="#ffffff" opacity=".09"/>""");
        }
        pen.Raw($"""<path d="M0 222Q64 212 128 220T256 218V256H0Z" fill="#e6cf94"/><path d="M0 236Q64 228 128 236T256 232V256H0Z" fill="#f2e0ae"/>""");
        for (var i = 0; i < 8; i++)
        {
            double x = i < 4 ? pen.Between(2, 58) : pen.Between(198, 254), h = pen.Between(36, 84);
            pen.Raw($"""<path d="M{N(x)} 240q-12 {N(-h / 3)} 0 {N(-h / 2)}t0 {N(-h / 2)}" fill="none" stroke="{pen.Pick("#2f9e6e", "#1f8a5a", "#ff7f7f", "#f2a65a")}" stroke-width="7" stroke-linecap="round"/>""");
        }
        for (var i = 0; i < 10; i++) pen.Raw($"""<circle cx="{N(pen.Between(0, 256))}" cy="{N(pen.Between(10, 210))}" r="{N(pen.Between(2.5, 6))}" fill="#d9f8ff" opacity=".5"/>""");
        pen.Floor = 226;
    }

    private static void Waves(ScenePen pen, double top, string colour)
    {
        for (var y = top; y < 250; y += 20) pen.Line($"M{N(pen.Between(-30, 0))} {N(y)}q16 -7 32 0t32 0t32 0t32 0t32 0t32 0t32 0t32 0t32 0", colour, 3, 0.6);
    }
}
