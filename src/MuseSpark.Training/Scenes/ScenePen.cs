using System.Globalization;
using System.Text;
using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

/// <summary>The light a backdrop is drawn in: the time of day, and whether the weather is gray or snow lies.</summary>
public readonly record struct Mood(Daytime Time, bool Gray, bool Snowy)
{
    public static Mood Of(Scene scene) => new(scene.Daytime, scene.Weather is Weather.Rain or Weather.Storm or Weather.Snow or Weather.Fog, scene.Weather == Weather.Snow);

    /// <summary>A colour as it looks in this light.</summary>
    public string Shade(string colour)
    {
        var lit = Time switch
        {
            Daytime.Night => ColourNames.Mix(colour, "#0b1440", 0.52),
            Daytime.Sunset => ColourNames.Mix(colour, "#a0405a", 0.2),
            Daytime.Dawn => ColourNames.Mix(colour, "#f4a6a0", 0.18),
            _ => colour,
        };
        return Gray && !Snowy ? ColourNames.Mix(lit, "#5d6875", 0.28) : lit;
    }
}

/// <summary>Draws a backdrop as SVG of 256 x 256 units.</summary>
public sealed class ScenePen(Mood mood, Random random)
{
    private readonly StringBuilder _svg = new();

    public Mood Mood => mood;

    public bool Night => mood.Time == Daytime.Night;

    /// <summary>Where the feet of the nearest things may stand, in units from the top; on water, the waterline.</summary>
    public double Floor { get; set; } = 222;

    /// <summary>Where sun and moon may hang so that the scenery does not cover them, in units from the left.</summary>
    public double[] SkyPlaces { get; set; } = [46, 128, 210];

    public string Svg => $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256" width="256" height="256">{_svg}</svg>""";

    public double Between(double low, double high) => low + (high - low) * random.NextDouble();

    public bool Chance(double share) => random.NextDouble() < share;

    public string Pick(params string[] options) => options[random.Next(options.Length)];

    /// <summary>Adds SVG as it is, in colours that the light has no part in.</summary>
    public void Raw(FormattableString svg) => _svg.Append(svg.ToString(CultureInfo.InvariantCulture));

    public void Rect(double x, double y, double width, double height, string fill, double round = 0, double opacity = 1) =>
        Raw($"""<rect x="{N(x)}" y="{N(y)}" width="{N(width)}" height="{N(height)}" rx="{N(round)}" fill="{mood.Shade(fill)}" opacity="{N(opacity)}"/>""");

    public void Circle(double x, double y, double radius, string fill, double opacity = 1) =>
        Raw($"""<circle cx="{N(x)}" cy="{N(y)}" r="{N(radius)}" fill="{mood.Shade(fill)}" opacity="{N(opacity)}"/>""");

    public void Oval(double x, double y, double radiusX, double radiusY, string fill, double opacity = 1) =>
        Raw($"""<ellipse cx="{N(x)}" cy="{N(y)}" rx="{N(radiusX)}" ry="{N(radiusY)}" fill="{mood.Shade(fill)}" opacity="{N(opacity)}"/>""");

    public void Path(FormattableString d, string fill, double opacity = 1) =>
        Raw($"""<path d="{d.ToString(CultureInfo.InvariantCulture)}" fill="{mood.Shade(fill)}" opacity="{N(opacity)}"/>""");

    public void Line(FormattableString d, string stroke, double width, double opacity = 1) =>
        Raw($"""<path d="{d.ToString(CultureInfo.InvariantCulture)}" fill="none" stroke="{mood.Shade(stroke)}" stroke-width="{N(width)}" stroke-linecap="round" opacity="{N(opacity)}"/>""");

    /// <summary>Light that burns of itself: windows, lamps, lava.</summary>
    public void Lit(double x, double y, double width, double height, string fill, double round = 0) =>
        Raw($"""<rect x="{N(x)}" y="{N(y)}" width="{N(width)}" height="{N(height)}" rx="{N(round)}" fill="{fill}"/>""");

    /// <summary>A gradient from top to bottom over the whole picture or a part of it.</summary>
    public void Gradient(double top, double bottom, params string[] stops)
    {
        var id = $"g{_svg.Length}";
        Raw($"""<defs><linearGradient id="{id}" x1="0" y1="0" x2="0" y2="1">""");
        for (var i = 0; i < stops.Length; i++) Raw($"""<stop offset="{N((double)i / (stops.Length - 1))}" stop-color="{stops[i]}"/>""");
        Raw($"""</linearGradient></defs><rect x="0" y="{N(top)}" width="256" height="{N(bottom - top)}" fill="url(#{id})"/>""");
    }

    /// <summary>Rolling ground from y down to the lower edge; in snow it lies white.</summary>
    public void Hill(double y, double swing, string colour, bool bare = false)
    {
        if (mood.Snowy && !bare) colour = ColourNames.Mix(colour, "#f3f8ff", 0.86);
        double phase = Between(0, 6), waves = Between(1, 2.4);
        var path = new StringBuilder($"M0 256L0 {N(y + Math.Sin(phase) * swing)}");
        for (var i = 1; i <= 16; i++) path.Append($"L{i * 16} {N(y + Math.Sin(phase + i / 16.0 * waves * Math.PI) * swing)}");
        Path($"{path.ToString()}L256 256Z", colour);
    }

    public void Conifer(double x, double foot, double height, string colour, bool snowy = false)
    {
        Rect(x - height * 0.05, foot - height * 0.15, height * 0.1, height * 0.17, "#6b4a2f");
        for (var tier = 0; tier < 3; tier++)
        {
            double y = foot - height * (0.12 + tier * 0.24), width = height * (0.32 - 0.07 * tier), top = y - height * 0.42;
            Path($"M{N(x - width)} {N(y)}Q{N(x)} {N(y + height * 0.05)} {N(x + width)} {N(y)}L{N(x)} {N(top)}Z", ColourNames.Mix(colour, "#ffffff", 0.07 * tier));
            if (snowy || mood.Snowy) Path($"M{N(x - width * 0.5)} {N(y - height * 0.2)}Q{N(x)} {N(y - height * 0.12)} {N(x + width * 0.5)} {N(y - height * 0.2)}L{N(x)} {N(top)}Z", "#ffffff");
        }
    }

    public void LeafTree(double x, double foot, double height, string leaves, string trunk = "#7a5233")
    {
        if (mood.Snowy) leaves = ColourNames.Mix(leaves, "#f3f8ff", 0.6);
        Path($"M{N(x - height * 0.05)} {N(foot)}L{N(x - height * 0.03)} {N(foot - height * 0.5)}H{N(x + height * 0.03)}L{N(x + height * 0.06)} {N(foot)}Z", trunk);
        var r = height * 0.24;
        Circle(x - r * 0.8, foot - height * 0.55, r * 0.9, ColourNames.Mix(leaves, "#1d3b2a", 0.14));
        Circle(x + r * 0.8, foot - height * 0.55, r * 0.9, ColourNames.Mix(leaves, "#1d3b2a", 0.14));
        Circle(x, foot - height * 0.72, r * 1.1, leaves);
        Circle(x - r * 0.3, foot - height * 0.8, r * 0.5, ColourNames.Mix(leaves, "#ffffff", 0.14));
    }

    public void Flowers(int count, double top, double radius, params string[] colours)
    {
        if (mood.Snowy) return;
        for (var i = 0; i < count; i++)
        {
            double x = Between(4, 252), y = Between(top, 250);
            Line($"M{N(x)} {N(y)}v{N(radius * 1.8)}", "#3f8a3c", radius * 0.5);
            Circle(x, y, radius, Pick(colours));
            Circle(x, y, radius * 0.4, "#fff3bf");
        }
    }

    public void Grass(int count, double top, string colour)
    {
        if (mood.Snowy) return;
        for (var i = 0; i < count; i++)
        {
            double x = Between(0, 256), y = Between(top, 250);
            Line($"M{N(x)} {N(y)}l-3 -6M{N(x)} {N(y)}l0 -8M{N(x)} {N(y)}l3 -6", colour, 1.8);
        }
    }

    public void Stone(double x, double y, double width, string colour = "#9aa1ac")
    {
        Path($"M{N(x - width / 2)} {N(y)}Q{N(x - width / 2)} {N(y - width * 0.5)} {N(x)} {N(y - width * 0.52)}Q{N(x + width / 2)} {N(y - width * 0.46)} {N(x + width / 2)} {N(y)}Z", colour);
        Path($"M{N(x - width * 0.3)} {N(y - width * 0.3)}Q{N(x - width * 0.1)} {N(y - width * 0.5)} {N(x + width * 0.15)} {N(y - width * 0.42)}Q{N(x - width * 0.1)} {N(y - width * 0.34)} {N(x - width * 0.3)} {N(y - width * 0.3)}Z", ColourNames.Mix(colour, "#ffffff", 0.3));
    }

    /// <summary>A house with a gabled roof; its windows are lit at night.</summary>
    public void Cottage(double x, double foot, double width, string wall, string roof)
    {
        var height = width * 0.62;
        Rect(x - width / 2, foot - height, width, height, wall);
        Path($"M{N(x - width * 0.6)} {N(foot - height)}L{N(x)} {N(foot - height - width * 0.5)}L{N(x + width * 0.6)} {N(foot - height)}Z", mood.Snowy ? "#ffffff" : roof);
        Rect(x + width * 0.2, foot - height - width * 0.46, width * 0.12, width * 0.26, "#8a4a3a");
        Rect(x - width * 0.1, foot - width * 0.36, width * 0.2, width * 0.36, "#7a4a2b", 2);
        foreach (var side in new[] { -0.3, 0.3 })
            Lit(x + width * side - width * 0.09, foot - height * 0.72, width * 0.18, width * 0.18, Night ? "#ffe08a" : mood.Shade("#cfeaff"), 1.5);
    }

    public static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
