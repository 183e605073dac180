using MuseSpark.Inference.Image;

namespace MuseSpark.Benchmarks.Marks;

internal static class Likeness
{
    private const int Window = 8;

    /// <summary>Mean structural similarity of brightness in windows of 8 x 8 (Wang et al. 2004), 1 for the same picture.</summary>
    public static double Ssim(RgbImage a, RgbImage b)
    {
        const double Small = 0.01 * 255 * 0.01 * 255, Less = 0.03 * 255 * 0.03 * 255;
        double total = 0;
        var windows = 0;
        for (var top = 0; top + Window <= a.Height; top += Window / 2)
            for (var left = 0; left + Window <= a.Width; left += Window / 2)
            {
                double sumA = 0, sumB = 0, squaresA = 0, squaresB = 0, products = 0;
                for (var i = 0; i < Window * Window; i++)
                {
                    var place = ((top + i / Window) * a.Width + left + i % Window) * 3;
                    double x = Luma(a.Pixels, place), y = Luma(b.Pixels, place);
                    (sumA, sumB, squaresA, squaresB, products) = (sumA + x, sumB + y, squaresA + x * x, squaresB + y * y, products + x * y);
                }
                const double N = Window * Window;
                double meanA = sumA / N, meanB = sumB / N;
                double varianceA = squaresA / N - meanA * meanA, varianceB = squaresB / N - meanB * meanB, covariance = products / N - meanA * meanB;
                total += (2 * meanA * meanB + Small) * (2 * covariance + Less) / ((meanA * meanA + meanB * meanB + Small) * (varianceA + varianceB + Less));
                windows++;
            }
        return total / windows;
    }

    private static double Luma(byte[] rgb, int place) => 0.299 * rgb[place] + 0.587 * rgb[place + 1] + 0.114 * rgb[place + 2];
}
