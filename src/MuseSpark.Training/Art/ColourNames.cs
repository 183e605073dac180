using System.Globalization;
using System.Text.RegularExpressions;

namespace MuseSpark.Training.Art;

/// <summary>A colour as hue in degrees 0..360, saturation 0..1 and lightness 0..1.</summary>
public readonly record struct Hsl(double Hue, double Saturation, double Lightness)
{
    public static Hsl Parse(string hex)
    {
        var digits = hex.TrimStart('#');
        if (digits.Length == 3) digits = string.Concat(digits.Select(c => $"{c}{c}"));
        double Channel(int i) => int.Parse(digits.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        double r = Channel(0), g = Channel(1), b = Channel(2);
        double max = Math.Max(r, Math.Max(g, b)), min = Math.Min(r, Math.Min(g, b)), delta = max - min, light = (max + min) / 2;
        if (delta == 0) return new Hsl(0, 0, light);
        var saturation = light > 0.5 ? delta / (2 - max - min) : delta / (max + min);
        var sextant = max == r ? (g - b) / delta + (g < b ? 6 : 0) : max == g ? (b - r) / delta + 2 : (r - g) / delta + 4;
        return new Hsl(sextant * 60, saturation, light);
    }

    public string ToHex()
    {
        var chroma = Saturation * Math.Min(Lightness, 1 - Lightness);
        var hue = Hue;
        var light = Lightness;
        int Channel(double n)
        {
            var k = (n + hue / 30) % 12;
            return (int)Math.Round(255 * (light - chroma * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1))));
        }
        return $"#{Channel(0):x2}{Channel(8):x2}{Channel(4):x2}";
    }
}

/// <summary>The colour words of the captions and how a drawing is repainted in them.</summary>
public static partial class ColourNames
{
    // The target hue and saturation, and how much lighter or darker every painted area becomes.
    private static readonly Dictionary<string, Hsl> Targets = new()
    {
        ["red"] = new(2, 0.85, 0),
        ["orange"] = new(26, 0.95, 0),
        ["yellow"] = new(50, 0.95, 0.08),
        ["green"] = new(125, 0.6, -0.04),
        ["blue"] = new(214, 0.8, 0),
        ["purple"] = new(275, 0.6, 0),
        ["pink"] = new(335, 0.85, 0.12),
        ["brown"] = new(22, 0.5, -0.14),
        ["white"] = new(0, 0, 0.32),
        ["black"] = new(230, 0.12, -0.34),
        ["golden"] = new(44, 0.95, 0.03),
        ["gray"] = new(0, 0, 0),
    };

    public static IReadOnlyCollection<string> All => Targets.Keys;

    /// <summary>Repaints an SVG body; near-black outlines and near-white highlights stay, so that eyes keep their look.</summary>
    public static string Repaint(string svg, string colour)
    {
        var target = Targets[colour];
        return HexColour().Replace(svg, match =>
        {
            var old = Hsl.Parse(match.Value);
            if (old.Lightness is < 0.16 or > 0.95) return match.Value;
            var wasGrey = old.Saturation < 0.12 && target.Saturation > 0;
            var saturation = target.Saturation * (wasGrey ? 0.6 : 0.55 + 0.45 * old.Saturation);
            return new Hsl(target.Hue, saturation, Math.Clamp(old.Lightness + target.Lightness, 0.06, 0.95)).ToHex();
        });
    }

    public static string Flat(string colour)
    {
        var target = Targets[colour];
        return new Hsl(target.Hue, target.Saturation * 0.85, Math.Clamp(0.52 + target.Lightness, 0.12, 0.9)).ToHex();
    }

    /// <summary>Mixes two #rrggbb colours; share 0 gives the first, 1 the second.</summary>
    public static string Mix(string first, string second, double share)
    {
        int Channel(string hex, int i) => int.Parse(hex.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        int Mixed(int i) => (int)Math.Round(Channel(first, i) + (Channel(second, i) - Channel(first, i)) * share);
        return $"#{Mixed(0):x2}{Mixed(1):x2}{Mixed(2):x2}";
    }

    [GeneratedRegex("#[0-9a-fA-F]{6}\\b|#[0-9a-fA-F]{3}\\b")]
    private static partial Regex HexColour();
}
