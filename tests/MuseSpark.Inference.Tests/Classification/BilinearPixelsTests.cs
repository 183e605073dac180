using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Image;

namespace MuseSpark.Inference.Tests.Classification;

public class BilinearPixelsTests
{
    /// <summary>By hand, after tf.image.resizeBilinear(picture / 255, [3, 3], alignCorners = true): corners stay, between them lies the mean.</summary>
    [Fact]
    public void Corners_are_aligned()
    {
        var pixels = BilinearPixels.Of(Grey(2, 2, 0, 255, 51, 102), 3);
        AssertClose([0f, 0.5f, 1f, 0.1f, 0.4f, 0.7f, 0.2f, 0.3f, 0.4f], Red(pixels));
    }

    [Fact]
    public void The_size_itself_is_left_as_it_is() => AssertClose([0f, 1f, 0.2f, 0.4f], Red(BilinearPixels.Of(Grey(2, 2, 0, 255, 51, 102), 2)));

    [Fact]
    public void One_pixel_fills_the_square() => Assert.All(BilinearPixels.Of(Grey(1, 1, 255), 4), value => Assert.Equal(1f, value));

    /// <summary>Large pictures are sampled, not averaged: of five columns the first, third and last.</summary>
    [Fact]
    public void Between_pixels_that_are_met_nothing_counts() => AssertClose([0f, 1f, 0f], Red(BilinearPixels.Of(Grey(5, 1, 0, 9, 255, 9, 0), 3))[..3]);

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    private static float[] Red(float[] pixels) => [.. pixels.Where((_, i) => i % 3 == 0)];

    private static RgbImage Grey(int width, int height, params byte[] levels) => new(width, height, [.. levels.SelectMany(level => new[] { level, level, level })]);
}
