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
    private static readonly Dictionary<string, Hsl> Targets = new()
    {
        ["red"] = new(2, 0.8, 0.52),
        ["orange"] = new(26, 0.95, 0.56),
        ["yellow"] = new(48, 0.97, 0.6),
        ["green"] = new(125, 0.5, 0.45),
        ["blue"] = new(212, 0.78, 0.55),
        ["purple"] = new(275, 0.5, 0.55),
        ["pink"] = new(338, 0.85, 0.76),
        ["brown"] = new(22, 0.42, 0.38),
        ["white"] = new(220, 0.06, 0.93),
        ["black"] = new(230, 0.12, 0.22),
        ["golden"] = new(42, 0.9, 0.52),
        ["gray"] = new(215, 0.05, 0.62),
    };

    public static IReadOnlyCollection<string> All => Targets.Keys;

    /// <summary>
    /// Repaints the areas of an SVG body that share the hue of its main colour, so that wheels, windows, eyes and noses stay as they were.
    /// </summary>
    public static string Repaint(string svg, string colour, string main)
    {
        var target = Targets[colour];
        var own = Hsl.Parse(main);
        return HexColour().Replace(svg, match =>
        {
            var old = Hsl.Parse(match.Value);
            if (!Belongs(old, own)) return match.Value;
            var saturation = target.Saturation * (own.Saturation < 0.15 ? 1 : Math.Clamp(0.5 + 0.5 * old.Saturation / own.Saturation, 0.4, 1.1));
            return new Hsl(target.Hue, Math.Min(1, saturation), Math.Clamp(target.Lightness + (old.Lightness - own.Lightness) * 0.75, 0.08, 0.97)).ToHex();
        });
    }

    private static bool Belongs(Hsl old, Hsl own)
    {
        if (own.Lightness > 0.8 && own.Saturation < 0.45) return old.Lightness > 0.6 && old.Saturation < 0.5; // a white thing and its pale shades
        if (old.Lightness is < 0.13 or > 0.96) return false;
        if (own.Saturation < 0.15) return old.Saturation < 0.22; // a grey thing
        var apart = Math.Abs(old.Hue - own.Hue);
        return old.Saturation > 0.1 && Math.Min(apart, 360 - apart) < 40;
    }

    public static string Flat(string colour) => Targets[colour].ToHex();

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
