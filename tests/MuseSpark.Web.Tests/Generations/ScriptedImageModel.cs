using System.Runtime.CompilerServices;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>Paints one colour chosen by the seed, step by step, unless a test tells it otherwise.</summary>
public sealed class ScriptedImageModel : IImageModel, IPictureEnlarger
{
    public ModelManifest Manifest { get; init; } = new()
    {
        Id = "scripted-picture",
        Name = "Scripted picture",
        Kind = "image",
        Architecture = "scripted",
        Version = "1",
        Licence = "Apache-2.0",
        Files = new Dictionary<string, string> { ["unet/model.onnx"] = new('b', 64), ["tokenizer/tokenizer.json"] = new('c', 64) },
        Kinds = ["picture", "caption", "enlarge"],
        Defaults = new ModelDefaults { Width = 64, Height = 64, Steps = 4, Guidance = 2, Scheduler = "FlowMatchEuler" },
        Sizes = [64, 128],
        Styles = new Dictionary<string, string> { ["pencil"] = "a pencil drawing of {prompt}" },
    };

    /// <summary>Called before each step, which is counted from 1.</summary>
    public Func<int, CancellationToken, Task> BeforeStep { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What it was taught; null, as for most models, for no list of words.</summary>
    public PromptWords? Words { get; set; }

    /// <summary>Paints soft shapes of 128 x 128 instead, which can carry a watermark.</summary>
    public bool Shapes { get; set; }

    /// <summary>Added to every level of what is painted, as another machine's rounding might.</summary>
    public int Drift { get; set; }

    public List<string> Prompts { get; } = [];

    /// <summary>The picture that the last one started from, and how far it might go.</summary>
    public (RgbImage? Picture, float? Strength) Source { get; private set; }

    /// <summary>The last request.</summary>
    public ImageRequest? Request { get; private set; }

    public async IAsyncEnumerable<ImageProgress> GenerateAsync(ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        lock (Prompts) Prompts.Add(request.Prompt);
        Source = (request.Source, request.Strength);
        Request = request;
        if (Words is not null) yield return new ImageWords(Words.Read(request.Prompt));
        if (Words?.Read(request.NegativePrompt).NotUnderstood is { Count: > 0 } unknown) yield return new ImageNotLeftOut(unknown);
        for (var i = 1; i <= request.Steps; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await BeforeStep(i, cancellationToken);
            yield return new ImageStep(i, request.Steps.Value, i % 2 == 0 ? Plain(8, 8, request.Seed) : null);
        }

        var painted = Shapes ? Soft(128, 128, request.Seed) : Plain(request.Width ?? 64, request.Height ?? 64, request.Seed);
        yield return new ImageFinished(painted with { Pixels = [.. painted.Pixels.Select(level => (byte)Math.Clamp(level + Drift, 0, 255))] }, 0, request.Seed);
    }

    /// <summary>Makes each pixel a square, in two steps.</summary>
    public async IAsyncEnumerable<ImageProgress> EnlargeAsync(RgbImage picture, int times, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 1; i <= 2; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await BeforeStep(i, cancellationToken);
            yield return new ImageStep(i, 2, null);
        }

        var (width, height) = (picture.Width * times, picture.Height * times);
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = picture.Pixels[(((i / 3 / width / times * picture.Width) + (i / 3 % width / times)) * 3) + (i % 3)];
        yield return new ImageFinished(new RgbImage(width, height, pixels), 0, 0);
    }

    /// <summary>Says how large the picture is and what its first pixel is.</summary>
    public Task<PictureReading> DescribeAsync(RgbImage picture, CancellationToken cancellationToken) =>
        Task.FromResult(new PictureReading($"A picture of {picture.Width} x {picture.Height} whose corner is {picture.Pixels[0]}, {picture.Pixels[1]}, {picture.Pixels[2]}.", []));

    public void Dispose()
    {
        // Holds nothing.
    }

    private static RgbImage Soft(int width, int height, ulong seed)
    {
        var pixels = new byte[width * height * 3];
        var phase = seed % 1000 / 100.0;
        for (var i = 0; i < pixels.Length; i++)
        {
            double x = i / 3 % width / 18.0, y = i / 3 / width / 14.0;
            pixels[i] = (byte)(128 + (70 * Math.Sin(x + phase * (1 + i % 3)) * Math.Cos(y - phase)));
        }

        return new RgbImage(width, height, pixels);
    }

    private static RgbImage Plain(int width, int height, ulong seed)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(seed >> (i % 3 * 8));
        return new RgbImage(width, height, pixels);
    }
}
