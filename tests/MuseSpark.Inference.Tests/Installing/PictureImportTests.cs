using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Installing;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Recognition;
using MuseSpark.Inference.Tests.Image;
using MuseSpark.Inference.Tests.Image.Exports;

namespace MuseSpark.Inference.Tests.Installing;

/// <summary>From an exported folder to a picture, as the command line and the page of models do it.</summary>
public sealed class PictureImportTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("import").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Steps, guidance and schedulers are those that the publishers name in their model cards.</summary>
    [Theory]
    [InlineData(PictureFamily.StableDiffusion1, 25, 7.5f, "DPM++ 2M")]
    [InlineData(PictureFamily.StableDiffusionTurbo, 2, 0f, "Euler")]
    [InlineData(PictureFamily.Lcm, 4, 8f, "LCM")]
    [InlineData(PictureFamily.Sdxl, 30, 5f, "Euler")]
    [InlineData(PictureFamily.SdxlTurbo, 2, 0f, "Euler a")]
    [InlineData(PictureFamily.StableDiffusion3, 28, 7f, "FlowMatchEuler")]
    public async Task A_family_has_its_habits(PictureFamily family, int steps, float guidance, string scheduler)
    {
        using var export = new PictureExport(family);
        var draft = (await ModelRecogniser.RecogniseAsync(FolderContent.Of(export.Folder), default)).Draft;
        var usual = draft.Defaults;
        Assert.Equal((steps, guidance, scheduler, 64, 64), (usual.Steps, usual.Guidance, usual.Scheduler, usual.Width, usual.Height));
        Assert.Contains(64, draft.Sizes);
    }

    [Theory]
    [InlineData(PictureFamily.Lcm)]
    [InlineData(PictureFamily.SdxlTurbo)]
    [InlineData(PictureFamily.StableDiffusion3)]
    public async Task A_folder_becomes_a_model_that_paints(PictureFamily family)
    {
        using var export = new PictureExport(family, tiny: true);
        var folder = await ModelImport.InstallAsync(export.Folder, null, "openrail++", Path.Combine(_root, "models"), Path.Combine(_root, "downloads"), default);
        using var catalog = ModelCatalog.Open([folder], new ModelCatalogOptions(), NullLogger.Instance);
        var entry = Assert.Single(catalog.Models);
        Assert.Null(entry.Problem);
        Assert.True(entry.Manifest.Files.ContainsKey("tiny_vae_decoder/model.onnx"));
        using var lease = await catalog.UseImageAsync(entry.Manifest.Id, default);
        var picture = await TinyPicture.PaintAsync(lease.Model, new ImageRequest { Prompt = "a red fox", Seed = 1, Steps = 2 });
        Assert.Equal((64, 64), (picture.Width, picture.Height));
        Assert.NotEmpty((await TinyPicture.PaintAsync(lease.Model, new ImageRequest { Prompt = "a red fox", Seed = 1, Steps = 2, Source = picture })).Pixels);
    }

    [Fact]
    public async Task A_precision_is_chosen_by_its_suffix()
    {
        using var export = new PictureExport(PictureFamily.StableDiffusion1, half: true, suffix: "_fp16");
        // In full precision there is only the decoder, which then serves all.
        File.Move(Path.Combine(export.Folder, "vae_decoder", "model_fp16.onnx"), Path.Combine(export.Folder, "vae_decoder", "model.onnx"));
        var recognised = await ModelRecogniser.RecogniseAsync(FolderContent.Of(export.Folder), default);
        var precision = Assert.Single(recognised.Precisions);
        Assert.Equal("fp16", precision.Name);
        Assert.Contains("unet/model_fp16.onnx", precision.Files);
        Assert.Contains("vae_decoder/model.onnx", precision.Files);

        var folder = await ModelImport.InstallAsync(export.Folder, "fp16", "", Path.Combine(_root, "models"), Path.Combine(_root, "downloads"), default);
        Assert.Equal("stable-diffusion-v1-5-fp16", Path.GetFileName(folder));
        using var catalog = ModelCatalog.Open([folder], new ModelCatalogOptions(), NullLogger.Instance);
        using var lease = await catalog.UseImageAsync("stable-diffusion-v1-5-fp16", default);
        Assert.NotEmpty((await TinyPicture.PaintAsync(lease.Model, new ImageRequest { Prompt = "a red fox", Seed = 1, Steps = 2 })).Pixels);
    }
}
