using MuseSpark.Training.Art;
using static MuseSpark.Training.Scenes.ScenePen;

namespace MuseSpark.Training.Scenes;

/// <summary>Rooms; time of day and weather show in the window and in the light.</summary>
internal static class Interiors
{
    public static void Room(ScenePen pen)
    {
        Walls(pen, pen.Pick("#ffe3d3", "#e3f0fa", "#fff0c2", "#dff3e6"), "#c08a5c");
        var left = pen.Chance(0.5);
        Window(pen, left ? 22 : 156, 30);
        var x = left ? 206 : 44;
        pen.Rect(x - 26, 40, 52, 42, "#a0683a", 2);
        pen.Rect(x - 21, 45, 42, 32, "#cfe8f7");
        pen.Path($"M{x - 21} 77L{x - 6} 56L{x + 4} 68L{x + 11} 60L{x + 21} 77Z", "#6fae5c");
        pen.Rect(x - 30, 150, 60, 36, "#b5754a", 3);
        pen.Rect(x - 25, 158, 50, 10, "#9a5f3a", 2);
        pen.Path($"M{x - 8} 150L{x - 14} 128H{x + 14}L{x + 8} 150Z", "#5fae8a");
        Rug(pen, pen.Pick("#e0637f", "#5f7fd9", "#3fae8a"));
    }

    public static void Kitchen(ScenePen pen)
    {
        Walls(pen, "#fdf3dc", "#d9b98a");
        var left = pen.Chance(0.5);
        Window(pen, left ? 20 : 158, 28);
        for (var i = 0; i < 16; i++)
            for (var row = 0; row < 2; row++) pen.Rect(i * 16 + 1, 114 + row * 16, 14, 14, (i + row) % 2 == 0 ? "#a9d6e5" : "#e8f4f8");
        pen.Rect(0, 144, 256, 8, "#b98a5c");
        for (var i = 0; i < 6; i++)
        {
            pen.Rect(i * 44 - 4, 152, 42, 40, "#8fbcae", 2);
            pen.Circle(i * 44 + 30, 170, 2.4, "#f2d06b");
        }
        var x = left ? 150 : 24;
        pen.Rect(x, 46, 84, 6, "#a0683a");
        pen.Rect(x + 8, 30, 14, 16, "#d6453d", 3);
        pen.Rect(x + 32, 26, 12, 20, "#4f8fd0", 3);
        pen.Circle(x + 64, 38, 9, "#f2b705");
        pen.Rect(x + 8, 124, 34, 20, "#c9cdd4", 4);
    }

    public static void Bedroom(ScenePen pen)
    {
        Walls(pen, pen.Pick("#dfe3fa", "#f6dff0", "#dff0fa"), "#c99a6b");
        var left = pen.Chance(0.5);
        Window(pen, left ? 160 : 18, 28);
        var x = left ? 4 : 132;
        pen.Rect(x, 96, 10, 92, "#8a5a34", 3);
        pen.Rect(x + 110, 124, 10, 64, "#8a5a34", 3);
        pen.Rect(x + 4, 140, 112, 36, "#fdfdfd", 6);
        pen.Rect(x + 34, 138, 84, 40, pen.Pick("#6f8fe0", "#e0708f", "#5fb39a"), 7);
        pen.Rect(x + 10, 126, 32, 18, "#ffffff", 8);
        pen.Rect(x + 4, 174, 112, 10, "#a0683a", 2);
        Rug(pen, pen.Pick("#f2b6cf", "#a9c8f2", "#ffe08a"));
    }

    public static void Library(ScenePen pen)
    {
        Walls(pen, "#e8d3b4", "#9a6a42");
        string[] spines = ["#d6453d", "#3f78d6", "#4f9d45", "#f2b705", "#8a4fc4", "#e8701a", "#2aa198", "#c9a27a"];
        foreach (var x in new[] { 4, 90, 176 })
        {
            pen.Rect(x, 14, 76, 174, "#8a5a34", 3);
            for (var shelf = 0; shelf < 5; shelf++)
            {
                pen.Rect(x + 5, 20 + shelf * 33, 66, 28, "#5c3d26");
                for (double at = x + 7; at < x + 64; at += 9)
                {
                    var tall = pen.Between(17, 25);
                    pen.Rect(at, 48 + shelf * 33 - tall, 7.5, tall, pen.Pick(spines), 1);
                }
            }
        }
        Rug(pen, "#b3344a");
    }

    public static void Classroom(ScenePen pen)
    {
        Walls(pen, "#fdf0d0", "#d0a06a");
        pen.Rect(62, 26, 132, 80, "#a0683a", 3);
        pen.Rect(68, 32, 120, 68, "#2f6e56");
        pen.Line($"M84 54h40M84 70h64M84 84h30", "#e8f4ee", 3, 0.8);
        pen.Path($"M160 88l10 -22l10 22Z", "#ffd43b", 0.9);
        Window(pen, pen.Chance(0.5) ? -30 : 206, 34);
        foreach (var x in new[] { 6, 190 })
        {
            pen.Rect(x, 150, 60, 8, "#c98a4b", 2);
            pen.Line($"M{x + 6} 158V190M{x + 54} 158V190", "#7d8794", 4);
        }
    }

    public static void Attic(ScenePen pen)
    {
        Walls(pen, "#c9a27a", "#8f623c");
        for (var i = 0; i < 9; i++) pen.Line($"M{i * 32} 0V188", "#b58c62", 2);
        pen.Path($"M0 0H90L0 120ZM256 0H166L256 120Z", "#8a5f3c");
        pen.Line($"M92 0L-4 128M164 0L260 128", "#6e4a2c", 7);
        pen.Circle(128, 62, 34, "#f4e6cf");
        Pane(pen, 100, 34, 56, 56, 28);
        pen.Line($"M128 34V90M100 62H156", "#f4e6cf", 4);
        pen.Rect(10, 150, 46, 38, "#b9854e", 2);
        pen.Rect(14, 126, 34, 26, "#a8763f", 2);
        pen.Rect(206, 148, 42, 40, "#9a6a42", 5);
        pen.Rect(206, 162, 42, 5, "#e0b040");
    }

    private static void Walls(ScenePen pen, string wall, string floor)
    {
        // A lamp is on when it is dark outside, so the room stays warm.
        string Lamp(string colour) => pen.Night ? ColourNames.Mix(colour, "#6b4a7a", 0.3) : pen.Mood.Gray ? ColourNames.Mix(colour, "#8a8fa0", 0.16) : colour;
        pen.Raw($"""<rect width="256" height="256" fill="{Lamp(wall)}"/><rect y="186" width="256" height="70" fill="{Lamp(floor)}"/>""");
        for (var i = 0; i < 3; i++) pen.Raw($"""<path d="M0 {204 + i * 18}H256" stroke="{Lamp(ColourNames.Mix(floor, "#000000", 0.12))}" stroke-width="1.6"/>""");
        pen.Raw($"""<rect y="181" width="256" height="7" fill="{Lamp("#ffffff")}"/>""");
    }

    private static void Window(ScenePen pen, double x, double y)
    {
        pen.Lit(x, y, 80, 78, pen.Night ? "#d9d0ea" : "#ffffff", 4);
        Pane(pen, x + 7, y + 7, 66, 64, 2);
        pen.Raw($"""<path d="M{N(x + 40)} {N(y + 7)}v64M{N(x + 7)} {N(y + 39)}h66" stroke="{(pen.Night ? "#d9d0ea" : "#ffffff")}" stroke-width="5"/>""");
        var cloth = pen.Pick("#f28b82", "#8ab4f8", "#f9c76b");
        pen.Raw($"""<path d="M{N(x - 4)} {N(y - 4)}h22q-2 44 -18 60ZM{N(x + 84)} {N(y - 4)}h-22q2 44 18 60Z" fill="{(pen.Night ? ColourNames.Mix(cloth, "#4a3a6e", 0.4) : cloth)}"/>""");
    }

    private static void Pane(ScenePen pen, double x, double y, double width, double height, double round)
    {
        var mood = pen.Mood;
        var sky = mood.Time switch { Daytime.Night => "#1b2a63", Daytime.Sunset => "#ff9e80", Daytime.Dawn => "#ffd0b8", _ => "#8fd3ff" };
        if (mood.Gray) sky = ColourNames.Mix(sky, mood.Time == Daytime.Night ? "#3a4358" : "#9aa6b2", 0.75);
        pen.Lit(x, y, width, height, sky, round);
        double cx = x + width * 0.75, cy = y + height * 0.25;
        if (mood.Snowy) for (var i = 0; i < 12; i++) pen.Raw($"""<circle cx="{N(x + pen.Between(3, width - 3))}" cy="{N(y + pen.Between(3, height - 3))}" r="2" fill="#ffffff"/>""");
        else if (mood.Gray) for (var i = 0; i < 9; i++) pen.Raw($"""<path d="M{N(x + pen.Between(5, width - 3))} {N(y + pen.Between(3, height - 12))}l-2 9" stroke="#e3f0fa" stroke-width="1.8"/>""");
        else if (mood.Time == Daytime.Night)
        {
            pen.Raw($"""<circle cx="{N(cx)}" cy="{N(cy)}" r="8" fill="#fff3c4"/>""");
            for (var i = 0; i < 5; i++) pen.Raw($"""<circle cx="{N(x + pen.Between(4, width - 4))}" cy="{N(y + pen.Between(4, height - 4))}" r="1.3" fill="#ffffff"/>""");
        }
        else pen.Raw($"""<circle cx="{N(cx)}" cy="{N(cy)}" r="8" fill="#ffe066"/><ellipse cx="{N(x + width * 0.3)}" cy="{N(y + height * 0.7)}" rx="12" ry="5" fill="#ffffff" opacity=".85"/>""");
    }

    private static void Rug(ScenePen pen, string colour)
    {
        pen.Oval(128, 228, 104, 21, colour, 0.75);
        pen.Oval(128, 228, 84, 15, ColourNames.Mix(colour, "#ffffff", 0.3), 0.75);
    }
}
