using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Image.Exports;

namespace MuseSpark.Inference.Tests.Image;

public sealed class TilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tiles").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What is made of each place alone comes out the same in pieces.</summary>
    [Theory]
    [InlineData(64, 64)]
    [InlineData(65, 100)]
    [InlineData(112, 64)]
    [InlineData(130, 200)]
    public void Pieces_fit_together(int height, int width)
    {
        float[] latents = [.. Enumerable.Range(0, 2 * height * width).Select(i => MathF.Sin(i * 0.7f))];
        var tiles = new List<Tile>();
        var blended = Tiles.Blend(height, width, 2, 1, tile =>
        {
            tiles.Add(tile);
            return Tiles.Cut(latents, 2, height, width, 1, tile);
        });
        Assert.All(latents.Zip(blended), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.All(tiles, tile => Assert.True(tile.Height <= 64 && tile.Width <= 64));
    }

    /// <summary>
    /// A small decoder of convolutions sees about seven latents around each place, so only what lies nearer to the edge of a piece differs;
    /// there its piece counts for less. The tolerance at the seams is 24 of 255 levels for one pixel, and half a level on average.
    /// </summary>
    [Fact]
    public void Away_from_seams_a_picture_in_pieces_is_the_picture()
    {
        const int height = 8, width = 112; // 896 pixels: pieces 0..64 and 48..112
        VaeExport.Tiny(Path.Combine(_folder, "tiny_vae_decoder", "model.onnx"), 3, half: false, 4);
        File.WriteAllText(Path.Combine(_folder, "tiny_vae_decoder", "config.json"), """{"scaling_factor": 1.0, "latent_channels": 4}""");
        using var decoder = LatentDecoder.OpenTiny(new PictureFolder(_folder, PictureExport.Manifest), new OnnxOptions { Threads = 1 })!;
        var latents = new float[4 * height * width];
        new SeededRandom(5).FillNormal(latents);
        var pieces = decoder.Decode(latents, height, width, default);

        using var session = OnnxSession.Open(Path.Combine(_folder, "tiny_vae_decoder", "model.onnx"), new OnnxOptions { Threads = 1 });
        using var input = new FloatTensor(Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, latents, 1, 4, height, width);
        using var outputs = session.Run(["latent_sample"], [input.Value], ["sample"], default);
        var whole = RgbImage.FromPlanes(FloatTensor.Copy(outputs[0]), width * 8, height * 8);

        Assert.Equal((896, 64), (pieces.Width, pieces.Height));
        int[] differences = [.. whole.Pixels.Zip(pieces.Pixels, (a, b) => Math.Abs(a - b))];
        Assert.True(whole.Pixels.Distinct().Count() > 50);
        Assert.All(differences.Index(), d =>
        {
            var x = d.Index / 3 % 896;
            Assert.InRange(d.Item, 0, x is >= 48 * 8 and < 64 * 8 ? 24 : 1);
        });
        Assert.InRange(differences.Average(), 0, 0.5);
    }

    /// <summary>SD 1.5 at 512: 4,096 places, 8 heads, 2 copies of 4 bytes, 2 predictions: 4,096^2 x 8 x 2 x 4 x 2 = 2.1 GB. At 1,024 sixteen times as much.</summary>
    [Fact]
    public void What_takes_more_memory_than_there_is_is_refused_before_it_begins()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "unet"));
        File.WriteAllText(Path.Combine(_folder, "unet", "config.json"), """{"down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"], "attention_head_dim": 8}""");
        var footprint = PictureFootprint.Read(new PictureFolder(_folder, PictureExport.Manifest));
        Assert.Equal(new PictureFootprint(8, 1), footprint);
        const long usual = 512 * 512;
        footprint.Check(512, 512, usual, batch: 2, free: 1);
        footprint.Check(768, 512, usual, batch: 2, free: 5_000_000_000);
        var refused = Assert.Throws<ModelException>(() => footprint.Check(1024, 1024, usual, batch: 2, free: 8_000_000_000)).Message;
        Assert.Contains("takes about 34.4 GB of memory while it is painted, and 8.0 GB are free. Ask for one of at most 704 x 704 pixels", refused);
        footprint.Check(704, 704, usual, batch: 2, free: 8_000_000_000);

        File.WriteAllText(Path.Combine(_folder, "unet", "config.json"), """{"down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"], "attention_head_dim": [5, 10]}""");
        Assert.Equal(new PictureFootprint(10, 2), PictureFootprint.Read(new PictureFolder(_folder, PictureExport.Manifest)));
    }
}
