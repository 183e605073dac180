using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>A request with the model's defaults filled in and every number checked.</summary>
/// <param name="Enlarged">How many times the edges grow after painting: 1, 2, 4 or 8.</param>
internal sealed record ImageSettings(
    string Prompt, string NegativePrompt, ulong Seed, int Width, int Height, int Steps, float Guidance, string? Scheduler, int PreviewEvery,
    int Candidates, int Openings, RgbImage? Source, float Strength, int Enlarged = 1)
{
    private const float LeastStrength = 0.05f, UsualStrength = 0.6f;

    private const int MaxEdge = 2048, MaxSteps = 100, MaxGuidance = 20, MaxCount = 16, MaxMaskEdge = 256;

    /// <exception cref="ModelException">A setting is out of range; the sentence names what is possible.</exception>
    public static ImageSettings From(ImageRequest request, ModelManifest model)
    {
        var defaults = model.Defaults;
        var settings = new ImageSettings(
            request.Prompt, request.NegativePrompt, request.Seed,
            request.Width ?? defaults.Width ?? 512, request.Height ?? defaults.Height ?? 512,
            request.Steps ?? defaults.Steps ?? 20, request.Guidance ?? defaults.Guidance ?? 7.5f,
            request.Scheduler ?? defaults.Scheduler, request.PreviewEvery, request.Candidates, request.Openings,
            request.Source, request.Strength ?? (request.Mask is null ? UsualStrength : 1));

        CheckEdge("wide", settings.Width, model);
        CheckEdge("high", settings.Height, model);
        if (settings.Steps is < 1 or > MaxSteps)
            throw new ModelException($"A picture takes 1 to {MaxSteps} steps, not {settings.Steps}.");
        if (!(settings.Guidance >= 0 && settings.Guidance <= MaxGuidance))
            throw new ModelException($"Guidance goes from 1 (off) to {MaxGuidance}, not {settings.Guidance}.");
        if (settings.Candidates is < 1 or > 16)
            throw new ModelException($"A picture is chosen from 1 to 16, not {settings.Candidates}.");
        if (settings.Openings is < 1 or > 16)
            throw new ModelException($"A picture is begun 1 to 16 times, not {settings.Openings}.");
        if (request.Count is < 1 or > MaxCount)
            throw new ModelException($"1 to {MaxCount} pictures are painted at a time, not {request.Count}.");
        if (!(request.VariationStrength >= 0 && request.VariationStrength <= 1))
            throw new ModelException($"A variation goes from 0 (the picture of the seed) to 1 (that of the other seed), not {request.VariationStrength}.");
        if (settings.PreviewEvery < 0)
            throw new ModelException("Previews come every so many steps, or 0 for none; a negative number has no meaning.");
        if (!(settings.Strength >= LeastStrength && settings.Strength <= 1))
            throw new ModelException($"How far a picture may go from the one it starts from is {LeastStrength} to 1, not {settings.Strength}.");
        if (model.PaintedEdge is { } painted) settings = settings with { Enlarged = Enlargement(settings, painted, model.Name) };
        CheckSource(request, settings);
        CheckMask(request);
        return settings;
    }

    /// <summary>Pixels before enlarging.</summary>
    public int PaintedWidth => Width / Enlarged;

    public int PaintedHeight => Height / Enlarged;

    /// <summary>The step at which painting begins: 0 from noise, later the more of the source is kept.</summary>
    public int FirstStep(int steps) => Source is null ? 0 : steps - Math.Max(1, (int)MathF.Round(steps * Strength));

    /// <summary>The doubling by which the painted square grows to the one asked for.</summary>
    private static int Enlargement(ImageSettings settings, int painted, string name)
    {
        if (settings.Width != settings.Height) throw new ModelException($"{name} paints squares: ask for the same width and height.");
        for (var enlarged = 1; enlarged <= 8; enlarged *= 2)
            if (settings.Width == painted * enlarged) return enlarged;
        throw new ModelException($"{name} paints {painted} pixels and can double them up to three times; {settings.Width} pixels can't be made that way.");
    }

    private static void CheckSource(ImageRequest request, ImageSettings settings)
    {
        if (settings.Source is not { } source) return;
        if (request is { Mask: not null, OnlyMasked: true })
        {
            if (source.Width is < 8 or > MaxEdge || source.Height is < 8 or > MaxEdge)
                throw new ModelException($"A part is painted anew in pictures of 8 to {MaxEdge} pixels, not {source.Width} x {source.Height}: scale it first.");
            return;
        }
        var (width, height) = request.Mask is null ? (settings.PaintedWidth, settings.PaintedHeight) : (settings.Width, settings.Height);
        if (source.Width != width || source.Height != height)
            throw new ModelException($"The picture to start from is {source.Width} x {source.Height} pixels; scale it to the {width} x {height} that are painted.");
    }

    private static void CheckMask(ImageRequest request)
    {
        if (request.Mask is not { } mask) return;
        if (request.Source is not { } source) throw new ModelException("A mask says what of a picture is painted anew: give that picture, too.");
        if (mask.Width != source.Width || mask.Height != source.Height || mask.Pixels.Length != mask.Width * mask.Height)
            throw new ModelException($"The mask is {mask.Width} x {mask.Height} pixels, but the picture is {source.Width} x {source.Height}: both must have one size.");
        if (request.MaskGrow is < 0 or > MaxMaskEdge || request.MaskBlur is < 0 or > MaxMaskEdge)
            throw new ModelException($"The edge of a mask grows and fades over 0 to {MaxMaskEdge} pixels, not {request.MaskGrow} and {request.MaskBlur}.");
    }

    private static void CheckEdge(string side, int pixels, ModelManifest model)
    {
        if (model.Sizes.Count > 0 && !model.Sizes.Contains(pixels))
            throw new ModelException($"{model.Name} paints pictures {string.Join(", ", model.Sizes)} pixels {side}, not {pixels}.");
        if (pixels is < 8 or > MaxEdge || pixels % 8 != 0)
            throw new ModelException($"A picture can be 8 to {MaxEdge} pixels {side}, a multiple of 8, not {pixels}.");
    }
}
