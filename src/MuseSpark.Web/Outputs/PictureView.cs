using MuseSpark.Client.Moderation;
using MuseSpark.Inference.Image;

namespace MuseSpark.Web.Outputs;

/// <summary>A picture, or a part of one, scaled down.</summary>
/// <param name="Left">Where it lies in the picture, in parts of its width and height.</param>
public sealed record PictureView(RgbImage Image, double Left, double Top, double Width, double Height)
{
    /// <summary>From a place in this view to the place in the picture.</summary>
    public FoundArea Place(double left, double top, double width, double height) => new(Left + left * Width, Top + top * Height, width * Width, height * Height);
}
