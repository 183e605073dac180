using System.Globalization;
using System.Text;
using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

/// <summary>The landscape behind the things: an SVG of 256 x 256 units and where feet may stand.</summary>
public sealed class Backdrop
{
    private readonly Random _random;
    private readonly Daytime _time;
    private readonly StringBuilder _svg = new();

    private Backdrop(Random random, Daytime time) => (_random, _time) = (random, time);

    public string Svg { get; private set; } = "";

    /// <summary>Height of the horizon's foreground, in units from the top.</summary>
    public double Ground { get; private set; }

    /// <summary>Draws a place; the sun or moon stands at <paramref name="skyX"/> so that it does not hide behind the actor.</summary>
    public static Backdrop Draw(Place place, Daytime time, bool moon, double skyX, Random random)
    {
        var drop = new Backdrop(random, time) { Ground = random.Next(178, 198) };
        if (place == Place.Room) drop.Room();
        else if (place == Place.Underwater) drop.Underwater();
        else if (place == Place.Space) drop.Space();
        else drop.Outdoors(place, moon, skyX);
        drop.Svg = $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256" width="256" height="256">{drop._svg}</svg>""";
        return drop;
    }

    private void Outdoors(Place place, bool moon, double skyX)
    {
        Sky(_time switch
        {
            Daytime.Day => ["#6fc3ff", "#d8f1ff"],
            Daytime.Sunset => ["#5b4a9c", "#f0716b", "#ffcf7a"],
            Daytime.Night => ["#0b1440", "#2c3f7c"],
            _ => ["#66727f", "#b3bcc4"],
        });
        if (_time == Daytime.Night) Stars(30, 150);
        if (_time == Daytime.Night && moon) Disc(skyX, Between(34, 56), Between(20, 27), "#fff3c4", 0.16);
        if (_time == Daytime.Day) Disc(skyX, Between(34, 54), Between(17, 23), "#ffd43b", 0.3);
        if (_time == Daytime.Sunset) Disc(skyX, Ground - 26, Between(26, 34), "#ffe08a", 0.25);
        var cloud = _time switch { Daytime.Night => "#46548f", Daytime.Rain => "#7d8894", Daytime.Sunset => "#f7a9a0", _ => "#ffffff" };
        for (var i = _random.Next(3); i > 0; i--) Cloud((skyX + Between(70, 190)) % 256, Between(26, 80), Between(0.7, 1.3), cloud);
        switch (place)
        {
            case Place.Meadow: Meadow(); break;
            case Place.Forest: Forest(); break;
            case Place.SnowyForest: SnowyForest(); break;
            case Place.Sea: Sea(); break;
            case Place.Beach: Beach(); break;
            case Place.Mountains: Mountains(); break;
            case Place.Desert: Desert(); break;
            case Place.City: City(); break;
            case Place.Garden: Garden(); break;
        }
        if (_time == Daytime.Rain && place != Place.SnowyForest)
            for (var i = 0; i < 46; i++) Path($"M{N(Between(0, 256))} {N(Between(0, 250))}l-4 13", "none", "stroke=\"#dcebf7\" stroke-width=\"1.8\" opacity=\".7\"");
    }

    private void Meadow()
    {
        var grass = Pick("#7cc95a", "#67b84f", "#8fd16a");
        Hill(Ground - 28, 13, ColourNames.Mix(grass, "#2f7d4a", 0.35));
        Hill(Ground - 8, 8, grass);
        Hill(Ground + 26, 6, ColourNames.Mix(grass, "#ffffff", 0.13));
        Dots(9, Ground + 12, 3, "#ff8fab", "#ffd43b", "#ffffff");
    }

    private void Forest()
    {
        for (var row = 0; row < 3; row++)
            for (var i = 0; i < 8 - row * 2; i++)
                Conifer(Between(-10, 266), Ground - 22 + row * 13, Between(66, 105), ColourNames.Mix("#1f6b45", "#8fc7a0", 0.4 - 0.18 * row));
        Hill(Ground - 2, 5, "#5d9c4a");
        Hill(Ground + 30, 5, "#6fae55");
    }

    private void SnowyForest()
    {
        for (var i = 0; i < 9; i++) Conifer(Between(0, 256), Ground - Between(4, 16), Between(56, 96), Pick("#4f8577", "#5d9385", "#40776a"), snowy: true);
        Hill(Ground - 8, 8, "#dfeaf7");
        Hill(Ground + 18, 6, "#ffffff");
        for (var i = 0; i < 36; i++) Circle(Between(0, 256), Between(0, 256), Between(1.4, 2.8), "#ffffff", 0.9);
    }

    private void Sea()
    {
        Ground = _random.Next(150, 172);
        Rect(0, Ground - 24, 256, 256, Shade("#3b9fd8"));
        for (var i = 0; i < 5; i++)
            Path($"M0 {N(Ground - 8 + i * 22)}q16 -8 32 0t32 0t32 0t32 0t32 0t32 0t32 0t32 0", "none", $"stroke=\"{Shade("#8fd0f0")}\" stroke-width=\"4\" opacity=\".75\"");
        Ground += 22;
    }

    private void Beach()
    {
        Rect(0, Ground - 46, 256, 70, Shade("#46b4e0"));
        Path($"M0 {N(Ground - 6)}q32 -10 64 0t64 0t64 0t64 0V256H0Z", Shade("#ffffff"));
        Hill(Ground + 2, 4, "#f5dca0");
    }

    private void Mountains()
    {
        for (var i = 0; i < 3; i++)
        {
            double x = i * 90 + Between(0, 70), height = Between(76, 120), width = height * Between(0.75, 1.05), foot = Ground - 4;
            Path($"M{N(x - width)} {N(foot)}L{N(x)} {N(foot - height)}L{N(x + width)} {N(foot)}Z", Shade(ColourNames.Mix("#7d8fb0", "#ffffff", Between(0, 0.2))));
            Path($"M{N(x - width * 0.32)} {N(foot - height * 0.68)}L{N(x)} {N(foot - height)}L{N(x + width * 0.32)} {N(foot - height * 0.68)}L{N(x + width * 0.1)} {N(foot - height * 0.6)}L{N(x - width * 0.1)} {N(foot - height * 0.72)}Z", Shade("#ffffff"));
        }
        Hill(Ground - 8, 8, "#5d9c6a");
        Hill(Ground + 22, 6, "#74b573");
    }

    private void Desert()
    {
        Hill(Ground - 14, 13, "#e2b25f");
        Hill(Ground + 10, 9, "#f0c878");
        Hill(Ground + 38, 7, "#f6d592");
    }

    private void City()
    {
        var window = _time == Daytime.Night ? "#ffe08a" : "#dff0ff";
        for (var i = 0; i < 8; i++)
        {
            double x = -8 + i * 34 + Between(-5, 5), height = Between(64, 132), width = Between(28, 36);
            Rect(x, Ground - height, width, height, Shade(Pick("#8d99ae", "#a3b1c6", "#b08968", "#c9ada7")));
            for (var y = Ground - height + 9; y < Ground - 14; y += 16)
                for (var column = x + 6; column < x + width - 8; column += 12)
                    Rect(column, y, 7, 8, window);
        }
        Rect(0, Ground - 4, 256, 90, Shade("#9aa0a6"));
        Path($"M0 {N(Ground + 32)}h256", "none", "stroke=\"#ffffff\" stroke-width=\"4\" stroke-dasharray=\"20 16\" opacity=\".8\"");
    }

    private void Garden()
    {
        Hill(Ground - 16, 4, "#5faf55");
        for (var i = 0; i < 9; i++) Rect(i * 30 + 4, Ground - 44, 15, 40, Shade("#f4efe6"), 4);
        Rect(0, Ground - 32, 256, 7, Shade("#f4efe6"));
        Hill(Ground + 4, 3, "#7cc95a");
        Dots(22, Ground + 14, 4.6, "#ff6b9d", "#ffd43b", "#ff8c42", "#c77dff", "#ffffff");
    }

    private void Room()
    {
        var night = _time == Daytime.Night;
        Rect(0, 0, 256, 256, night ? Pick("#8a7ba8", "#7d87b3") : Pick("#ffe3e3", "#e7f5ff", "#fff3bf", "#e6fcf5"));
        Rect(0, 186, 256, 70, night ? "#7a5138" : Pick("#c08457", "#b5835a"));
        Rect(0, 181, 256, 7, night ? "#c9bfe0" : "#ffffff");
        var x = _random.Next(2) == 0 ? 22 : 156;
        Rect(x, 30, 80, 82, "#ffffff", 4);
        Rect(x + 7, 37, 66, 68, _time switch { Daytime.Night => "#1b2a63", Daytime.Rain => "#95a3b0", Daytime.Sunset => "#ff9e80", _ => "#8fd3ff" });
        Path($"M{x + 40} 37v68M{x + 7} 71h66", "none", "stroke=\"#ffffff\" stroke-width=\"5\"");
        if (night) Circle(x + 57, 54, 9, "#fff3c4", 1);
        _svg.Append(CultureInfo.InvariantCulture, $"""<ellipse cx="128" cy="228" rx="104" ry="21" fill="{Pick("#e64980", "#4c6ef5", "#12b886")}" opacity=".6"/>""");
        Ground = 200;
    }

    private void Underwater()
    {
        Sky(["#7fd8f2", "#1f7fc0", "#0d4a86"]);
        Hill(222, 6, "#e6cf94");
        for (var i = 0; i < 6; i++)
        {
            double x = Between(0, 256), h = Between(36, 80);
            Path($"M{N(x)} 238q-12 {N(-h / 3)} 0 {N(-h / 2)}t0 {N(-h / 2)}", "none", $"stroke=\"{Pick("#2f9e6e", "#1f8a5a", "#ff7f7f")}\" stroke-width=\"7\" stroke-linecap=\"round\"");
        }
        for (var i = 0; i < 9; i++) Circle(Between(0, 256), Between(10, 210), Between(3, 6), "#d9f8ff", 0.5);
        Ground = 214;
    }

    private void Space()
    {
        Sky(["#07071c", "#24104a"]);
        Stars(45, 200);
        double x = Between(30, 226), r = Between(18, 28);
        Circle(x, Between(40, 70), r, Pick("#e07a5f", "#81b29a", "#f2cc8f", "#74c0fc"), 1);
        Hill(Ground, 6, "#9aa0b5", shaded: false);
        Hill(Ground + 26, 5, "#b3b8cb", shaded: false);
        for (var i = 0; i < 4; i++)
            _svg.Append(CultureInfo.InvariantCulture, $"""<ellipse cx="{N(Between(0, 256))}" cy="{N(Between(Ground + 20, 250))}" rx="{N(Between(9, 17))}" ry="{N(Between(4, 6))}" fill="#868da6"/>""");
    }

    private void Sky(string[] stops)
    {
        _svg.Append("""<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">""");
        for (var i = 0; i < stops.Length; i++)
            _svg.Append(CultureInfo.InvariantCulture, $"""<stop offset="{(double)i / (stops.Length - 1)}" stop-color="{stops[i]}"/>""");
        _svg.Append("</linearGradient></defs>");
        Rect(0, 0, 256, 256, "url(#sky)");
    }

    private void Stars(int count, double lowest)
    {
        for (var i = 0; i < count; i++) Circle(Between(0, 256), Between(0, lowest), Between(1, 2.2), "#ffffff", Between(0.6, 1));
    }

    private void Disc(double x, double y, double radius, string colour, double halo)
    {
        Circle(x, y, radius * 1.6, colour, halo);
        Circle(x, y, radius, colour, 1);
    }

    private void Cloud(double x, double y, double size, string colour)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"""<ellipse cx="{N(x)}" cy="{N(y)}" rx="{N(26 * size)}" ry="{N(10 * size)}" fill="{colour}" opacity=".9"/>""");
        Circle(x - 9 * size, y - 7 * size, 10 * size, colour, 0.9);
        Circle(x + 7 * size, y - 9 * size, 13 * size, colour, 0.9);
    }

    private void Conifer(double x, double foot, double height, string colour, bool snowy = false)
    {
        Rect(x - height * 0.05, foot - height * 0.15, height * 0.1, height * 0.17, Shade("#6b4a2f"));
        for (var tier = 0; tier < 3; tier++)
        {
            double y = foot - height * (0.12 + tier * 0.24), width = height * (0.32 - 0.07 * tier), top = y - height * 0.42;
            Path($"M{N(x - width)} {N(y)}L{N(x)} {N(top)}L{N(x + width)} {N(y)}Z", Shade(ColourNames.Mix(colour, "#ffffff", 0.06 * tier)));
            if (snowy) Path($"M{N(x - width * 0.45)} {N(y - height * 0.23)}L{N(x)} {N(top)}L{N(x + width * 0.45)} {N(y - height * 0.23)}Z", Shade("#ffffff"));
        }
    }

    private void Hill(double y, double swing, string colour, bool shaded = true)
    {
        double phase = Between(0, 6), waves = Between(1, 2.4);
        var path = new StringBuilder($"M0 256L0 {N(y + Math.Sin(phase) * swing)}");
        for (var i = 1; i <= 16; i++) path.Append(CultureInfo.InvariantCulture, $"L{i * 16} {N(y + Math.Sin(phase + i / 16.0 * waves * Math.PI) * swing)}");
        Path($"{path}L256 256Z", shaded ? Shade(colour) : colour);
    }

    private void Dots(int count, double top, double radius, params string[] colours)
    {
        for (var i = 0; i < count; i++) Circle(Between(0, 256), Between(top, 252), radius, Shade(Pick(colours)), 1);
    }

    private string Shade(string colour) => _time switch
    {
        Daytime.Night => ColourNames.Mix(colour, "#0b1440", 0.55),
        Daytime.Sunset => ColourNames.Mix(colour, "#a0405a", 0.22),
        Daytime.Rain => ColourNames.Mix(colour, "#5d6875", 0.32),
        _ => colour,
    };

    private void Rect(double x, double y, double width, double height, string fill, double round = 0) =>
        _svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{N(x)}" y="{N(y)}" width="{N(width)}" height="{N(height)}" rx="{N(round)}" fill="{fill}"/>""");

    private void Circle(double x, double y, double radius, string fill, double opacity) =>
        _svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{N(x)}" cy="{N(y)}" r="{N(radius)}" fill="{fill}" opacity="{N(opacity)}"/>""");

    private void Path(string d, string fill, string more = "") => _svg.Append(CultureInfo.InvariantCulture, $"""<path d="{d}" fill="{fill}" {more}/>""");

    private double Between(double low, double high) => low + (high - low) * _random.NextDouble();

    private string Pick(params string[] options) => options[_random.Next(options.Length)];

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
