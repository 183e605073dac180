using static MuseSpark.Training.Scenes.ScenePen;

namespace MuseSpark.Training.Scenes;

/// <summary>Skies behind the landscapes, and the backdrops that are all sky.</summary>
internal static class Skies
{
    public static void Behind(ScenePen pen)
    {
        var mood = pen.Mood;
        pen.Gradient(0, 210, (mood.Time, mood.Gray) switch
        {
            (Daytime.Day, false) => ["#6fc3ff", "#a5dbff", "#dcf2ff"],
            (Daytime.Day, true) => ["#8793a1", "#b9c3cc"],
            (Daytime.Dawn, false) => ["#8fb8f0", "#f7c3d0", "#ffe3b8"],
            (Daytime.Dawn, true) => ["#99a0b3", "#d6bfc2"],
            (Daytime.Sunset, false) => ["#5b4a9c", "#f0716b", "#ffcf7a"],
            (Daytime.Sunset, true) => ["#5a5568", "#b57f7a"],
            (_, false) => ["#0b1440", "#1c2b66", "#33478c"],
            _ => ["#141a33", "#2f3a52"],
        });
        if (mood.Time == Daytime.Night && !mood.Gray) Stars(pen, 34, 160);
    }

    public static void Plain(ScenePen pen)
    {
        var night = pen.Night;
        var colour = night ? pen.Pick("#2c3a7a", "#3b2f6e", "#1f4a68") : pen.Pick("#fff1d6", "#e3f2ff", "#ffe6ea", "#e9f7e3", "#f0e9ff", "#fff7cf", "#f7f7f7");
        var ground = Art.ColourNames.Mix(colour, night ? "#0b1440" : "#8a94b8", 0.2);
        pen.Gradient(0, 256, Art.ColourNames.Mix(colour, "#ffffff", night ? 0.06 : 0.35), colour);
        pen.Raw($"""<path d="M0 196Q128 178 256 196V256H0Z" fill="{ground}"/>""");
        pen.Floor = 226;
    }

    public static void Clouds(ScenePen pen)
    {
        foreach (var (y, opacity) in new[] { (150.0, 0.5), (186.0, 0.8), (214.0, 1.0) })
        {
            pen.Rect(0, y + 26, 256, 256, "#ffffff", opacity: opacity);
            for (var i = 0; i < 8; i++)
            {
                double x = i * 38 + pen.Between(-12, 12), r = pen.Between(22, 34);
                pen.Circle(x, y + r, r, opacity < 1 ? "#f2f7ff" : "#ffffff", opacity);
            }
        }
        pen.Floor = 226;
    }

    public static void Moon(ScenePen pen)
    {
        pen.Gradient(0, 256, "#07071c", "#24104a");
        Stars(pen, 40, 190);
        double x = pen.Chance(0.5) ? 46 : 210;
        pen.Raw($"""<circle cx="{x}" cy="50" r="25" fill="#3f8fd9"/><path d="M{x - 14} 36q10 -8 18 0q6 8 -4 12q-12 2 -14 -12ZM{x + 2} 58q12 -4 16 4q-6 12 -14 8Z" fill="#5fbf6a"/>""");
        pen.Raw($"""<path d="M0 190Q70 178 140 188T256 182V256H0Z" fill="#8f95ab"/><path d="M0 214Q90 204 160 212T256 206V256H0Z" fill="#b3b8cb"/>""");
        for (var i = 0; i < 6; i++) pen.Raw($"""<ellipse cx="{N(pen.Between(0, 256))}" cy="{N(pen.Between(206, 250))}" rx="{N(pen.Between(9, 18))}" ry="{N(pen.Between(3, 6))}" fill="#8a90a8"/>""");
    }

    public static void Space(ScenePen pen)
    {
        pen.Gradient(0, 256, "#0a0a2a", "#2b1459", "#0f1f4a");
        pen.Raw($"""<ellipse cx="{N(pen.Between(60, 200))}" cy="{N(pen.Between(80, 180))}" rx="110" ry="40" fill="#7a3fa8" opacity=".22" transform="rotate({N(pen.Between(-30, 30))} 128 128)"/>""");
        Stars(pen, 60, 254);
        double x = pen.Chance(0.5) ? pen.Between(24, 44) : pen.Between(212, 232);
        var colour = pen.Pick("#e07a5f", "#81b29a", "#f2cc8f", "#74c0fc");
        pen.Raw($"""<circle cx="{N(x)}" cy="46" r="22" fill="{colour}"/><ellipse cx="{N(x)}" cy="46" rx="34" ry="7" fill="none" stroke="#f4e3c0" stroke-width="4" transform="rotate(-18 {N(x)} 46)"/>""");
        pen.Raw($"""<circle cx="{N(256 - x)}" cy="{N(pen.Between(200, 226))}" r="12" fill="{pen.Pick("#c9a27a", "#9aa0b5", "#b185db")}"/>""");
        pen.Floor = 200;
    }

    private static void Stars(ScenePen pen, int count, double lowest)
    {
        for (var i = 0; i < count; i++)
            pen.Raw($"""<circle cx="{N(pen.Between(0, 256))}" cy="{N(pen.Between(0, lowest))}" r="{N(pen.Between(0.9, 2.1))}" fill="#ffffff" opacity="{N(pen.Between(0.55, 1))}"/>""");
    }
}
