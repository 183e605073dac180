using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Absolute error at three scales and of the edges; pictures (n, 3, h, w) in -1..1.</summary>
internal static class PictureLoss
{
    public static Tensor Of(Tensor made, Tensor wanted)
    {
        // (n, h, w, 3); every term is linear in the difference before the absolute value.
        var error = (made - wanted).permute(0, 2, 3, 1);
        var across = error[.., .., 1.., ..] - error[.., .., ..^1, ..];
        var down = error[.., 1.., .., ..] - error[.., ..^1, .., ..];
        return error.abs().mean() + 0.5 * Pooled(error, 2).abs().mean() + 0.5 * Pooled(error, 4).abs().mean()
            + 0.5 * (across.abs().mean() + down.abs().mean());
    }

    /// <summary>Means of squares of <paramref name="ratio"/> pixels; (n, h, w, 3).</summary>
    public static Tensor Pooled(Tensor pictures, long ratio)
    {
        long n = pictures.shape[0], h = pictures.shape[1] / ratio, w = pictures.shape[2] / ratio;
        return pictures.reshape(n, h, ratio, w, ratio, 3).mean([2, 4]);
    }
}
