using System.Runtime.Intrinsics;

namespace MuseSpark.Training.Art;

/// <summary>Turns a painted canvas into a watercolour or a drawing in coloured pencil.</summary>
public static class PaperFilters
{
    private static readonly Vector128<float> Paper = Vector128.Create(0.985f, 0.965f, 0.925f, 1f);

    /// <summary>Areas flow together, colour gathers at their rims and in the grain of the paper, and the sheet stays white at its edges.</summary>
    public static Canvas Watercolor(Canvas canvas, Random random)
    {
        var size = canvas.Size;
        var grain = new PaperGrain(size, random);
        var smooth = Quadrants(Displaced(canvas, grain, 1.6f));
        var made = new Canvas(size);
        var source = smooth.Pixels;
        var target = made.Pixels;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var colour = source[y * size + x];
                var rim = Math.Min(1f, Edge(smooth, x, y) * 1.1f);
                var wash = 0.86f + 0.16f * grain.Cloud(x, y) - 0.3f * rim - 0.07f * grain.Fine(x, y);
                var pigment = Math.Clamp(wash, 0.45f, 1.02f);
                // Thinned colour lets the paper through, pigment makes it darker.
                var thin = Paper * 0.16f + colour * 0.84f;
                thin = thin * thin.WithElement(3, 1f) * (1 - pigment) + thin * pigment;
                var border = Border(x, y, size, grain);
                target[y * size + x] = Paper * border + thin * (1 - border);
            }
        return made;
    }

    /// <summary>Soft strokes of colour on paper under dark outlines.</summary>
    public static Canvas Pencil(Canvas canvas, Random random)
    {
        var size = canvas.Size;
        var grain = new PaperGrain(size, random);
        var wobbly = Displaced(canvas, grain, 0.8f);
        var made = new Canvas(size);
        var source = wobbly.Pixels;
        var target = made.Pixels;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var colour = source[y * size + x];
                var gray = Luminance(colour);
                // Strokes about four pixels apart, longer than wide, with the grain of the paper left open between them.
                var stroke = 0.5f + 0.5f * MathF.Sin((x * 0.75f + y) * 1.25f * 128 / size + 9f * grain.Cloud(x, y) + 1.5f * grain.Fine(x, y));
                var cover = Math.Clamp(0.66f + 0.13f * stroke + 0.28f * (1 - gray) - 0.2f * grain.Fine(x, y), 0.3f, 0.96f);
                var line = Math.Clamp((Edge(wobbly, x, y) - 0.05f) * 1.8f, 0f, 0.75f);
                var drawn = Paper * (1 - cover) + colour * cover;
                target[y * size + x] = drawn * (1 - line) + Vector128.Create(0.24f, 0.21f, 0.24f, 1f) * line;
            }
        return made;
    }

    private static Canvas Displaced(Canvas canvas, PaperGrain grain, float reach)
    {
        var size = canvas.Size;
        var made = new Canvas(size);
        var source = canvas.Pixels;
        var target = made.Pixels;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var u = Math.Clamp(x + reach * (2 * grain.Cloud(x, y) - 1), 0, size - 1.01f);
                var v = Math.Clamp(y + reach * (2 * grain.Cloud(y, x) - 1), 0, size - 1.01f);
                int left = (int)u, top = (int)v, at = top * size + left;
                float right = u - left, down = v - top;
                target[y * size + x] = (source[at] * (1 - right) + source[at + 1] * right) * (1 - down)
                    + (source[at + size] * (1 - right) + source[at + size + 1] * right) * down;
            }
        return made;
    }

    /// <summary>Kuwahara's filter: every pixel takes the mean of the calmest of four quadrants around it.</summary>
    private static Canvas Quadrants(Canvas canvas)
    {
        var size = canvas.Size;
        var made = new Canvas(size);
        var source = canvas.Pixels;
        var target = made.Pixels;
        var calmest = new float[size * size];
        Array.Fill(calmest, float.MaxValue);
        // Mean and variance of every 3 x 3 window; the pixel at each of its corners may take it.
        for (var y = 1; y < size - 1; y++)
            for (var x = 1; x < size - 1; x++)
            {
                Vector128<float> sum = default, squares = default;
                for (var dy = -1; dy <= 1; dy++)
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        var p = source[(y + dy) * size + x + dx];
                        sum += p;
                        squares += p * p;
                    }
                var mean = sum / 9;
                var variance = squares / 9 - mean * mean;
                var unrest = variance[0] + variance[1] + variance[2];
                for (var corner = 0; corner < 4; corner++)
                {
                    var at = (y + (corner >> 1) * 2 - 1) * size + x + (corner & 1) * 2 - 1;
                    if (unrest < calmest[at]) (calmest[at], target[at]) = (unrest, mean);
                }
            }
        return made;
    }

    private static float Edge(Canvas canvas, int x, int y)
    {
        var size = canvas.Size;
        if (x == 0 || y == 0 || x == size - 1 || y == size - 1) return 0;
        var pixels = canvas.Pixels;
        var across = Vector128.Abs(pixels[y * size + x + 1] - pixels[y * size + x - 1]);
        var down = Vector128.Abs(pixels[(y + 1) * size + x] - pixels[(y - 1) * size + x]);
        var both = across + down;
        return (both[0] + both[1] + both[2]) / 3;
    }

    private static float Border(int x, int y, int size, PaperGrain grain)
    {
        var inside = Math.Min(Math.Min(x, y), Math.Min(size - 1 - x, size - 1 - y)) * 128f / size;
        return Math.Clamp(1.6f + 3f * grain.Cloud(x, y) - inside * 0.75f, 0f, 1f);
    }

    private static float Luminance(Vector128<float> colour) => 0.3f * colour[0] + 0.59f * colour[1] + 0.11f * colour[2];
}
