using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>A model that does nothing but enlarge: a folder with upscaler/model.onnx, and perhaps upscaler/model_x4.onnx.</summary>
public sealed class PictureEnlarger : IPictureEnlarger
{
    /// <summary>As model.json names this form of model.</summary>
    public const string Architecture = "upscaler";

    private readonly Upscaler _doubles;
    private readonly Upscaler? _fourfold;

    private PictureEnlarger(ModelManifest manifest, Upscaler doubles, Upscaler? fourfold) => (Manifest, _doubles, _fourfold) = (manifest, doubles, fourfold);

    public ModelManifest Manifest { get; }

    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static PictureEnlarger Open(string folder, ModelManifest manifest, OnnxOptions options)
    {
        var doubles = Upscaler.Open(folder, options) ?? throw new ModelException($"{Upscaler.DoublingFile} is missing from the model folder. Copy the whole model folder again.");
        try
        {
            return new PictureEnlarger(manifest, doubles, Upscaler.Open(Path.Combine(folder, Upscaler.FourfoldFile), 4, options));
        }
        catch
        {
            doubles.Dispose();
            throw;
        }
    }

    public IAsyncEnumerable<ImageProgress> EnlargeAsync(RgbImage picture, int times, CancellationToken cancellationToken) =>
        TiledEnlargement.RunAsync(_doubles, _fourfold, picture, times, cancellationToken);

    public void Dispose()
    {
        _doubles.Dispose();
        _fourfold?.Dispose();
    }
}
