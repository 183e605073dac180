namespace MuseSpark.Provenance.Tests.Watermarks.Pictures;

/// <summary>Pictures made from a seed: sky, ground, soft discs, stripes and grain, much like a painted scene.</summary>
internal static class Drawn
{
    public static byte[] Scene(int seed, int width, int height, double grain = 3)
    {
        var random = new Random(seed);
        var discs = Enumerable.Range(0, 12).Select(_ => (
            X: random.NextDouble(), Y: random.NextDouble(), Radius: 0.05 + 0.2 * random.NextDouble(), Colour: Colour(random), Soft: 0.01 + 0.05 * random.NextDouble())).ToArray();
        double[] sky = Colour(random), ground = Colour(random);
        double horizon = 0.3 + 0.4 * random.NextDouble(), stripes = 10 + 60 * random.NextDouble();
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            double x = i % width / (double)width, y = i / width / (double)height;
            var isGround = 1 / (1 + Math.Exp((horizon - y) * 60));
            var texture = 12 * Math.Sin(stripes * (x + 0.3 * Math.Sin(7 * y))) * isGround;
            var light = grain * (random.NextDouble() + random.NextDouble() - 1);
            for (var c = 0; c < 3; c++)
            {
                var value = sky[c] * (0.7 + 0.3 * y) * (1 - isGround) + ground[c] * isGround + texture;
                foreach (var disc in discs)
                {
                    var distance = Math.Sqrt((x - disc.X) * (x - disc.X) + (y - disc.Y) * (y - disc.Y));
                    var cover = 1 / (1 + Math.Exp((distance - disc.Radius) / disc.Soft * 4));
                    value += cover * (disc.Colour[c] - value);
                }
                pixels[i * 3 + c] = (byte)Math.Clamp(value + light, 0, 255);
            }
        }
        return pixels;
    }

    public static byte[] Flat(int width, int height, byte level)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, level);
        return pixels;
    }

    private static double[] Colour(Random random) => [40 + 190 * random.NextDouble(), 40 + 190 * random.NextDouble(), 40 + 190 * random.NextDouble()];
}
