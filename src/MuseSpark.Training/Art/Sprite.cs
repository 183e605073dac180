using System.Text;
using VipsImage = NetVips.Image;

namespace MuseSpark.Training.Art;

/// <summary>A drawing rasterised once: premultiplied RGBA in 0..1, cropped to what is painted.</summary>
public sealed class Sprite
{
    private readonly float[] _pixels; // (height, width, 4)
    private readonly int _width, _height;

    private Sprite(float[] pixels, int width, int height) => (_pixels, _width, _height) = (pixels, width, height);

    /// <summary>Width over height.</summary>
    public double Aspect => (double)_width / _height;

    /// <summary>Rasterises an SVG document so that its longer edge is about <paramref name="size"/> pixels before cropping.</summary>
    public static Sprite FromSvg(string svg, double scale)
    {
        using var image = VipsImage.SvgloadBuffer(Encoding.UTF8.GetBytes(svg), scale: scale);
        var bytes = image.WriteToMemory<byte>();
        int width = image.Width, height = image.Height;
        int left = width, right = -1, top = height, bottom = -1;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                if (bytes[(y * width + x) * 4 + 3] < 8) continue;
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            }
        if (right < 0) throw new InvalidDataException("The drawing is empty.");

        int w = right - left + 1, h = bottom - top + 1;
        var pixels = new float[w * h * 4];
        for (var y = 0; y < h; y++)
            for (var x = 0; x < w; x++)
            {
                int from = ((y + top) * width + x + left) * 4, to = (y * w + x) * 4;
                var alpha = bytes[from + 3] / 255f;
                for (var c = 0; c < 3; c++) pixels[to + c] = bytes[from + c] / 255f * alpha;
                pixels[to + 3] = alpha;
            }
        return new Sprite(pixels, w, h);
    }

    /// <summary>The colour that covers most of the drawing, as #rrggbb; very dark and very light areas count less.</summary>
    public string DominantColour()
    {
        var votes = new Dictionary<(int R, int G, int B), double>();
        for (var i = 0; i < _pixels.Length; i += 4)
        {
            if (_pixels[i + 3] < 0.98f) continue;
            var key = ((int)(_pixels[i] * 15.9f), (int)(_pixels[i + 1] * 15.9f), (int)(_pixels[i + 2] * 15.9f));
            var light = (Math.Max(key.Item1, Math.Max(key.Item2, key.Item3)) + Math.Min(key.Item1, Math.Min(key.Item2, key.Item3))) / 32.0;
            if (light < 0.15) continue;
            votes[key] = votes.GetValueOrDefault(key) + (light > 0.85 ? 0.6 : 1);
        }
        var (r, g, b) = votes.MaxBy(v => v.Value).Key;
        return $"#{r * 16 + 8:x2}{g * 16 + 8:x2}{b * 16 + 8:x2}";
    }

    /// <summary>Paints the sprite standing on (<paramref name="centre"/>, <paramref name="foot"/>) in canvas pixels, in light of that colour.</summary>
    public void Paint(Canvas canvas, double centre, double foot, double height, bool mirrored, (float R, float G, float B) light)
    {
        var width = height * Aspect;
        double left = centre - width / 2, top = foot - height, step = _height / height;
        var samples = step > 1.5 ? 3 : 2;
        Span<float> sum = stackalloc float[4];
        for (var y = Math.Max(0, (int)top); y < Math.Min(canvas.Size, (int)Math.Ceiling(foot)); y++)
            for (var x = Math.Max(0, (int)left); x < Math.Min(canvas.Size, (int)Math.Ceiling(left + width)); x++)
            {
                sum.Clear();
                for (var sy = 0; sy < samples; sy++)
                    for (var sx = 0; sx < samples; sx++)
                    {
                        var u = (x + (sx + 0.5) / samples - left) * step;
                        var v = (y + (sy + 0.5) / samples - top) * step;
                        AddSample(mirrored ? _width - u : u, v, sum);
                    }
                var share = 1f / (samples * samples);
                canvas.Blend(x, y, sum[0] * share * light.R, sum[1] * share * light.G, sum[2] * share * light.B, sum[3] * share);
            }
    }

    private void AddSample(double u, double v, Span<float> sum)
    {
        int x0 = (int)Math.Floor(u - 0.5), y0 = (int)Math.Floor(v - 0.5);
        float fx = (float)(u - 0.5 - x0), fy = (float)(v - 0.5 - y0);
        for (var dy = 0; dy < 2; dy++)
            for (var dx = 0; dx < 2; dx++)
            {
                int x = x0 + dx, y = y0 + dy;
                if (x < 0 || y < 0 || x >= _width || y >= _height) continue;
                var weight = (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy);
                var i = (y * _width + x) * 4;
                for (var c = 0; c < 4; c++) sum[c] += weight * _pixels[i + c];
            }
    }
}
