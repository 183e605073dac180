using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MuseSpark.Training.Art;

/// <summary>A drawing rasterised once, cropped to what is painted, with smaller copies for smaller uses.</summary>
public sealed class Sprite
{
    private readonly List<Layer> _levels = [];

    private Sprite(Layer layer)
    {
        // One pixel on every side is rim.
        (Width, Height) = (layer.Width - 2, layer.Height - 2);
        for (_levels.Add(layer); layer.Height > 24; _levels.Add(layer)) layer = layer.Halved();
    }

    /// <summary>Size of the largest copy in pixels.</summary>
    public int Width { get; }

    public int Height { get; }

    /// <summary>Width over height.</summary>
    public double Aspect => (double)Width / Height;

    public static Sprite FromSvg(string svg, double scale) => new(Layer.FromSvg(svg, scale).Cropped());

    /// <summary>Rasterises so that the painted part is about <paramref name="height"/> pixels high or wide, whichever is more.</summary>
    public static Sprite OfSize(string svg, double height)
    {
        var probe = Layer.FromSvg(svg, 0.5).Cropped();
        return FromSvg(svg, 0.5 * height / Math.Max(probe.Height - 2, probe.Width - 2));
    }

    /// <summary>The colour that covers most of the drawing, as #rrggbb; very dark and very light areas count less.</summary>
    public string DominantColour()
    {
        var votes = new Dictionary<(int R, int G, int B), double>();
        var bytes = _levels[0].Bytes;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            if (bytes[i + 3] < 250) continue;
            var key = (bytes[i] >> 4, bytes[i + 1] >> 4, bytes[i + 2] >> 4);
            var light = (Math.Max(key.Item1, Math.Max(key.Item2, key.Item3)) + Math.Min(key.Item1, Math.Min(key.Item2, key.Item3))) / 32.0;
            if (light < 0.15) continue;
            votes[key] = votes.GetValueOrDefault(key) + (light > 0.85 ? 0.6 : 1);
        }
        if (votes.Count == 0) return "#808080";
        var (r, g, b) = votes.MaxBy(v => v.Value).Key;
        return $"#{r * 16 + 8:x2}{g * 16 + 8:x2}{b * 16 + 8:x2}";
    }

    /// <summary>
    /// Paints the sprite standing on (<paramref name="centre"/>, <paramref name="foot"/>) in canvas pixels, multiplied by the colour of the
    /// light; what would lie below <paramref name="waterline"/> stays hidden.
    /// </summary>
    public void Paint(Canvas canvas, double centre, double foot, double height, bool mirrored, Vector128<float> light, double waterline = double.MaxValue)
    {
        var number = 0;
        while (number + 1 < _levels.Count && _levels[number + 1].Height >= height) number++;
        var level = _levels[number];
        var step = (float)(Height / height / (1 << number));
        double width = height * Aspect, left = centre - width / 2, top = foot - height;
        int fromY = Math.Max(0, (int)top), toY = Math.Min(canvas.Size, (int)Math.Ceiling(Math.Min(foot, waterline)));
        int fromX = Math.Max(0, (int)left), toX = Math.Min(canvas.Size, (int)Math.Ceiling(left + width));
        var rim = 1f / (1 << number);
        for (var y = fromY; y < toY; y++)
            for (var x = fromX; x < toX; x++)
            {
                var sum = Vector128<float>.Zero;
                for (var sample = 0; sample < 4; sample++)
                {
                    var across = x + 0.25 + 0.5 * (sample & 1) - left;
                    if (mirrored) across = width - across;
                    sum += Sample(level, (float)across * step + rim, (float)(y + 0.25 + 0.5 * (sample >> 1) - top) * step + rim);
                }
                canvas.Blend(x, y, sum * 0.25f * light);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sample(Layer level, float u, float v)
    {
        u -= 0.5f;
        v -= 0.5f;
        if (u < 0 || v < 0 || u >= level.Width - 1 || v >= level.Height - 1) return Vector128<float>.Zero;
        int x = (int)u, y = (int)v, at = y * level.Width + x;
        float right = u - x, down = v - y;
        var upper = level.At(at) * (1 - right) + level.At(at + 1) * right;
        var lower = level.At(at + level.Width) * (1 - right) + level.At(at + level.Width + 1) * right;
        return upper * (1 - down) + lower * down;
    }
}
