using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Tests.Image;

public class LatentPreviewFitTests
{
    /// <summary>
    /// The map that is found by random latents, beside the one that the built-in model was shipped with, which was fitted to its training pictures: what
    /// both make of encoded pictures, compared with these pictures made small.
    /// </summary>
    [Fact]
    public async Task Previews_are_nearly_as_true_as_with_a_map_made_from_pictures()
    {
        var path = Path.Combine(RepositoryFiles.Models, "spark-picture");
        var manifest = ManifestReader.Read(path);
        var folder = new PictureFolder(path, manifest);
        using var decoder = LatentDecoder.Open(folder, new OnnxOptions { Threads = 2 });
        using var encoder = LatentEncoder.Open(folder, new OnnxOptions { Threads = 2 })!;
        using var model = MuseSpark.Inference.Image.Pipelines.PipelineList.Load(path, manifest, new OnnxOptions { Threads = 2 });
        LatentPreview shipped = new(manifest.LatentToRgb!, decoder.Channels), found = new(LatentPreviewFit.Find(decoder, default), decoder.Channels);
        double ofShipped = 0, ofFound = 0, ofGrey = 0;
        foreach (var prompt in new[] { "a fox in a snowy forest at night", "a duck next to a sailing boat under a blue sky" })
        {
            var picture = await TinyPicture.PaintAsync(model, new ImageRequest { Prompt = prompt, Seed = 3, Width = 128, Height = 128, Steps = 8, PreviewEvery = 0 });
            var (latents, small) = (encoder.Encode(picture, default), picture.Shrink(8));
            ofShipped += Difference(shipped.Draw(latents, 16, 16), small);
            ofFound += Difference(found.Draw(latents, 16, 16), small);
            ofGrey += Difference(new RgbImage(16, 16, [.. Enumerable.Repeat((byte)small.Pixels.Average(level => level), 16 * 16 * 3)]), small);
        }
        Assert.True(ofFound < ofGrey / 2 && ofFound < 1.6 * ofShipped, $"{ofFound / 2:f1} levels, shipped {ofShipped / 2:f1}, plain grey {ofGrey / 2:f1}");
    }

    private static double Difference(RgbImage one, RgbImage other) => one.Pixels.Zip(other.Pixels, (a, b) => (double)Math.Abs(a - b)).Average();
}
