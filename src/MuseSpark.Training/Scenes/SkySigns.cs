using System.Runtime.Intrinsics;
using MuseSpark.Training.Art;
using static MuseSpark.Training.Scenes.ScenePen;

namespace MuseSpark.Training.Scenes;

/// <summary>Sun, moon, clouds, rainbow and lightning behind the scenery; rain, snow and fog before it.</summary>
internal static class SkySigns
{
    private static readonly Sprite Sun = Drawing("""<circle cx="64" cy="64" r="62" fill="#ffe066" opacity=".28"/><circle cx="64" cy="64" r="50" fill="#ffe066" opacity=".35"/><circle cx="64" cy="64" r="38" fill="#ffd43b"/><circle cx="58" cy="58" r="26" fill="#ffe066" opacity=".7"/>""");
    private static readonly Sprite LowSun = Drawing("""<circle cx="64" cy="64" r="62" fill="#ffd08a" opacity=".3"/><circle cx="64" cy="64" r="50" fill="#ffe3a3"/>""");
    private static readonly Sprite FullMoon = Drawing("""<circle cx="64" cy="64" r="62" fill="#fff3c4" opacity=".16"/><circle cx="64" cy="64" r="44" fill="#fff3c4"/><circle cx="50" cy="54" r="9" fill="#ecdca0"/><circle cx="78" cy="76" r="7" fill="#ecdca0"/><circle cx="72" cy="46" r="5" fill="#ecdca0"/>""");
    private static readonly Sprite Crescent = Drawing("""<path d="M76 16A50 50 0 1 0 112 84A42 42 0 1 1 76 16Z" fill="#ffe9a0"/>""");
    private static readonly Sprite Bolt = Drawing("""<path d="M70 0L36 60H60L44 128L96 48H68L92 0Z" fill="#ffe066"/>""");

    private static readonly Sprite Cloud = Drawing("""<ellipse cx="64" cy="86" rx="60" ry="20" fill="#f4f8ff"/><circle cx="40" cy="70" r="24" fill="#f4f8ff"/><circle cx="74" cy="60" r="32" fill="#ffffff"/><circle cx="98" cy="78" r="18" fill="#ffffff"/><ellipse cx="64" cy="84" rx="56" ry="15" fill="#ffffff"/>""");

    private static readonly Sprite Rainbow = Drawing(string.Concat(new[] { "#ff6b6b", "#ffa94d", "#ffe066", "#69db7c", "#4dabf7", "#9775fa" }
        .Select((colour, i) => $"""<path d="M{4 + i * 5} 128A{60 - i * 5} {60 - i * 5} 0 0 1 {124 - i * 5} 128" fill="none" stroke="{colour}" stroke-width="5.4" opacity=".75"/>""")));

    private static readonly Vector128<float> White = Vector128.Create(1f);

    /// <param name="taken">Boxes of the things in the picture: neither sun nor moon hides behind them.</param>
    public static void Behind(Canvas canvas, Scene scene, Stage stage, IReadOnlyList<Box> taken, Random random)
    {
        var unit = canvas.Size / 256.0;
        double Between(double low, double high) => low + (high - low) * random.NextDouble();
        void Put(Sprite sprite, double x, double y, double height, Vector128<float> light) =>
            sprite.Paint(canvas, x * unit, (y + height / 2) * unit, height * unit, false, light);

        var gray = Mood.Of(scene).Gray;
        if (scene.Weather == Weather.Rainbow) Put(Rainbow, 128, 112, 118, White * 0.85f);

        var disc = scene.Daytime switch
        {
            Daytime.Night => scene.Moon ? random.Next(3) == 0 ? Crescent : FullMoon : null,
            _ when gray || scene.Weather == Weather.Clouds => null,
            Daytime.Day => Sun,
            _ => LowSun,
        };
        var discX = 128.0;
        if (disc is not null)
        {
            var low = disc == LowSun;
            var size = low ? Between(72, 88) : disc == Crescent ? Between(38, 46) : Between(56, 68);
            var y = low ? stage.Floor - Between(92, 104) : Between(36, 44);
            var radius = size * 0.36;
            discX = (scene.Weather == Weather.Rainbow ? [40.0, 216] : low ? [46.0, 128, 210] : stage.SkyPlaces).OrderBy(_ => random.Next())
                .MinBy(x => taken.Sum(box => box.Overlap(new Box(x - radius, y - radius, x + radius, y + radius)))) + Between(-6, 6);
            Put(disc, discX, y, size, White);
        }

        var count = scene.Weather switch { Weather.Clouds => 5, Weather.Rain or Weather.Storm or Weather.Snow => 5, Weather.Fog => 2, _ => random.Next(3) };
        var tint = (scene.Daytime, gray) switch
        {
            (Daytime.Night, false) => Vector128.Create(0.34f, 0.4f, 0.66f, 1f),
            (Daytime.Night, true) => Vector128.Create(0.28f, 0.32f, 0.44f, 1f),
            (Daytime.Sunset, false) => Vector128.Create(1f, 0.74f, 0.72f, 1f),
            (Daytime.Dawn, false) => Vector128.Create(1f, 0.9f, 0.9f, 1f),
            (_, true) => Vector128.Create(0.64f, 0.68f, 0.74f, 1f) * (scene.Weather == Weather.Storm ? Vector128.Create(0.75f, 0.75f, 0.8f, 1f) : White),
            _ => White,
        };
        for (var i = 0; i < count; i++)
        {
            var x = count > 2 ? 20 + i * 54 + Between(-12, 12) : (discX + Between(76, 180)) % 256;
            if (disc is not null && Math.Abs(x - discX) < 70) x = discX < 128 ? discX + 90 : discX - 90;
            Put(Cloud, x, Between(20, count > 2 ? 44 : 62), Between(30, count > 2 ? 50 : 42), tint * 0.95f);
        }
        if (scene.Weather == Weather.Storm) Put(Bolt, new[] { 40.0, 128, 214 }.MinBy(x => taken.Sum(box => box.Overlap(new Box(x - 20, 40, x + 20, 110)))), 82, 70, White);
    }

    public static void Falling(Weather weather, ScenePen pen)
    {
        if (weather is Weather.Rain or Weather.Storm)
            for (var i = 0; i < 52; i++)
                pen.Raw($"""<path d="M{N(pen.Between(0, 256))} {N(pen.Between(-6, 250))}l-4 13" stroke="#dcebf7" stroke-width="1.8" opacity=".65"/>""");
        if (weather == Weather.Snow)
            for (var i = 0; i < 46; i++)
                pen.Raw($"""<circle cx="{N(pen.Between(0, 256))}" cy="{N(pen.Between(0, 256))}" r="{N(pen.Between(1.5, 3.4))}" fill="#ffffff" opacity=".92"/>""");
        if (weather != Weather.Fog) return;
        pen.Raw($"""<defs><linearGradient id="fog" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#e3e8ee" stop-opacity=".3"/><stop offset=".55" stop-color="#e3e8ee" stop-opacity=".78"/><stop offset="1" stop-color="#e3e8ee" stop-opacity=".4"/></linearGradient></defs><rect width="256" height="256" fill="url(#fog)"/>""");
        for (var i = 0; i < 5; i++)
            pen.Raw($"""<ellipse cx="{N(pen.Between(20, 236))}" cy="{N(100 + i * 30)}" rx="{N(pen.Between(80, 130))}" ry="{N(pen.Between(9, 15))}" fill="#f2f5f8" opacity=".2"/>""");
    }

    private static Sprite Drawing(string body) => Sprite.FromSvg($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128" width="128" height="128">{body}</svg>""", 1);
}
