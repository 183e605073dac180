using MuseSpark.Inference.Image;

namespace MuseSpark.Inference.Classification.Pictures;

/// <summary>
/// A picture as the classifier sees it: a square of floats 0 to 1, scaled as TensorFlow's resizeBilinear does with corners aligned (the
/// first and last pixels fall onto each other), whatever the shape. The weights were always used with pictures made so.
/// </summary>
internal static class BilinearPixels
{
    /// <returns>edge x edge x 3 floats.</returns>
    public static float[] Of(RgbImage picture, int edge)
    {
        var pixels = new float[edge * edge * 3];
        for (var y = 0; y < edge; y++)
        {
            var (top, bottom, down) = Place(y, picture.Height, edge);
            for (var x = 0; x < edge; x++)
            {
                var (left, right, across) = Place(x, picture.Width, edge);
                for (var channel = 0; channel < 3; channel++)
                {
                    var above = Mix(At(left, top), At(right, top), across);
                    var below = Mix(At(left, bottom), At(right, bottom), across);
                    pixels[(y * edge + x) * 3 + channel] = Mix(above, below, down);

                    float At(int column, int row) => picture.Pixels[(row * picture.Width + column) * 3 + channel] / 255f;
                }
            }
        }
        return pixels;
    }

    /// <summary>The two pixels that a place lies between, and how far it is from the first.</summary>
    private static (int Before, int After, float Part) Place(int at, int from, int to)
    {
        var place = (double)at * (from - 1) / (to - 1);
        var before = (int)Math.Floor(place);
        return (before, Math.Min(from - 1, before + 1), (float)(place - before));
    }

    private static float Mix(float from, float to, float part) => from + (to - from) * part;
}
