// Rombach et al. 2022, "High-Resolution Image Synthesis with Latent Diffusion Models", https://arxiv.org/abs/2112.10752.
using System.Runtime.CompilerServices;
using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image.Pipelines;

/// <summary>Text encoders, denoiser and decoder in the diffusers layout; what differs between such models is data.</summary>
public sealed class LatentDiffusionPipeline : IImageModel, IPictureEnlarger
{
    private const int PreviewEdge = 128, UsualEdge = 512, MaxEnlarged = 8;

    private readonly PictureParts _parts;

    private LatentDiffusionPipeline(ModelManifest manifest, PictureParts parts) => (Manifest, _parts) = (manifest, parts);

    public ModelManifest Manifest { get; }

    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static LatentDiffusionPipeline Load(string folder, ModelManifest manifest, OnnxOptions options) => new(manifest, new PictureParts(folder, manifest, options));

    public async IAsyncEnumerable<ImageProgress> GenerateAsync(
        ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = ImageSettings.From(request, Manifest);
        // A model distilled with guidance takes its strength as an input and needs no second prediction.
        var guided = settings.Guidance > 1 && _parts.Denoiser.EmbeddingWidth is null;
        Check(settings, request, guided);
        using var run = new OnnxRun(cancellationToken);

        // 1. The words that the model was taught, if it came with a list of them: who asked is told what becomes of the others.
        IReadOnlyList<string> notLeftOut = guided || string.IsNullOrWhiteSpace(settings.NegativePrompt) ? [] : [settings.NegativePrompt];
        if (_parts.Words is { } taught)
        {
            var reading = taught.Read(settings.Prompt);
            var unwanted = taught.Read(settings.NegativePrompt);
            if (guided) notLeftOut = unwanted.NotUnderstood;
            settings = settings with { Prompt = reading.Text, NegativePrompt = unwanted.Text };
            yield return new ImageWords(reading);
        }
        if (notLeftOut.Count > 0) yield return new ImageNotLeftOut(notLeftOut);
        if (_parts.Prompts.Read(settings.Prompt) is { LeftOut: not "" } cut) yield return new ImageCutOff(cut.Count, cut.Room, cut.LeftOut);

        //    As numbers: (b, L, D). With guidance b = 2 and the unwanted words come first.
        var words = await Task.Run(() => _parts.Prompts.Encode(settings.Prompt, guided ? settings.NegativePrompt : null, cancellationToken), cancellationToken).ConfigureAwait(false);
        int height = settings.PaintedHeight / LatentDecoder.Factor, width = settings.PaintedWidth / LatentDecoder.Factor, channels = _parts.Decoder.Channels;
        using var denoising = _parts.Denoiser.Start(words, channels, height, width, settings.Guidance);

        // 2. The picture to start from, and what of it may change.
        var area = request.Mask is null ? null : await Task.Run(() => new MaskedArea(request, settings.PaintedWidth, settings.PaintedHeight), cancellationToken).ConfigureAwait(false);
        var start = settings.Source is null ? null
            : new StartingPoint(await Task.Run(() => _parts.Encoder!.Encode(area?.Source ?? settings.Source, cancellationToken), cancellationToken).ConfigureAwait(false), _parts.Denoiser.TakesMask ? null : area?.Mask.Latents());
        if (_parts.Denoiser.TakesMask) await Task.Run(() => ShowGap(denoising, area, settings, cancellationToken), cancellationToken).ConfigureAwait(false);

        var clean = new float[channels * height * width];
        var isFromNoise = start is null || (request.Mask is null && settings.Strength == 1);
        var openings = isFromNoise && _parts.Critic is { } critic && critic.CanJudge(settings.Prompt) ? settings.Openings : 1;
        var done = 0;
        for (var picture = 0; picture < request.Count; picture++)
        {
            var seed = settings.Seed + (ulong)picture;
            var (best, bestScore) = (Array.Empty<float>(), double.NegativeInfinity);
            for (var candidate = 0; candidate < settings.Candidates; candidate++)
            {
                // 3. Noise to latents, step by step.
                var painting = Begin(seed, candidate * openings, request);
                var opened = openings == 1 ? 0 : painting.Steps / ImageRequest.OpeningParts;
                var total = request.Count * settings.Candidates * (painting.Steps + opened * (request.VariationSeed is null ? openings - 1 : openings));
                if (opened > 0)
                {
                    //    What a picture shows is settled early: the beginning that promises most goes on. A variation is one of the beginning that the seed leads to.
                    var (first, chosen, promise) = (candidate * openings, 0, 0.0);
                    for (var beginning = first; beginning < first + openings; beginning++)
                    {
                        var begun = Begin(seed, beginning, request with { VariationSeed = null });
                        while (begun.Done < opened)
                        {
                            await Task.Run(() => begun.Step(clean, run), cancellationToken).ConfigureAwait(false);
                            yield return new ImageStep(++done, total, null);
                        }
                        var score = await ScoreAsync(clean).ConfigureAwait(false);
                        if (beginning == first || score > promise) (painting, chosen, promise) = (begun, beginning, score);
                    }
                    if (request.VariationSeed is not null) painting = Begin(seed, chosen, request);
                }
                while (painting.Done < painting.Steps)
                {
                    var shown = settings.PreviewEvery > 0 && (painting.Done + 1) % settings.PreviewEvery == 0;
                    await Task.Run(() => painting.Step(shown ? clean : [], run), cancellationToken).ConfigureAwait(false);
                    var preview = shown ? await Task.Run(() => Draw(clean, height, width, area, cancellationToken), cancellationToken).ConfigureAwait(false) : null;
                    yield return new ImageStep(++done, total, preview);
                }
                var finished = settings.Candidates == 1 ? 0 : await ScoreAsync(painting.Latents).ConfigureAwait(false);
                if (finished > bestScore) (best, bestScore) = (painting.Latents, finished);
            }

            // 4. Latents to pixels, to more pixels, and what was to stay put back.
            var decoder = request.Draft ? _parts.TinyDecoder! : _parts.Decoder;
            var image = await Task.Run(() => decoder.Decode(best, height, width, cancellationToken), cancellationToken).ConfigureAwait(false);
            for (var times = 1; times < Enlargement(settings, area); times *= 2)
                image = await Task.Run(() => _parts.Upscaler!.Enlarge(image, cancellationToken), cancellationToken).ConfigureAwait(false);
            yield return new ImageFinished(area?.Compose(image) ?? image, picture, seed);
        }

        Painting Begin(ulong seed, int beginning, ImageRequest of) => Start(of, settings, denoising, start, guided, seed, beginning, clean.Length);

        Task<double> ScoreAsync(float[] latents) =>
            Task.Run(() => _parts.Critic!.Score(latents, [1, channels, height, width], settings.Prompt, cancellationToken), cancellationToken);
    }

    public async Task<PictureReading> DescribeAsync(RgbImage picture, CancellationToken cancellationToken)
    {
        if (_parts.Encoder is not { } encoder || _parts.Critic is not { } critic) throw new ModelException($"{Manifest.Name} can't describe pictures: choose another model.");
        RequirePaintedSize(picture);
        long[] shape = [1, _parts.Decoder.Channels, picture.Height / LatentDecoder.Factor, picture.Width / LatentDecoder.Factor];
        return await Task.Run(() => critic.Describe(encoder.Encode(picture, cancellationToken), shape, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<ImageProgress> EnlargeAsync(RgbImage picture, int times, CancellationToken cancellationToken) => TiledEnlargement.RunAsync(
        _parts.Upscaler ?? throw new ModelException($"{Manifest.Name} can't enlarge pictures: choose another model."), fourfold: null, picture, times, cancellationToken);

    /// <summary>
    /// The way back from a picture to the noise that it could have been painted from, without words: for models that follow a flow, whose
    /// steps can be walked the other way.
    /// </summary>
    /// <param name="picture">Of the size that is painted.</param>
    /// <param name="steps">1 to as many as the model was trained with; each costs as much as one of painting without guidance.</param>
    /// <returns>(C, h, w), near unit normals.</returns>
    /// <exception cref="ModelException">The model has no picture encoder or is no flow, or the picture has another size.</exception>
    public async Task<float[]> InvertAsync(RgbImage picture, int steps, CancellationToken cancellationToken)
    {
        if (_parts.Encoder is not { } encoder || _parts.SchedulerConfig.Prediction != PredictionType.Flow)
            throw new ModelException($"{Manifest.Name} can't be run backwards: that needs vae_encoder/model.onnx and a flow model.");
        RequirePaintedSize(picture);
        if (picture.Width % LatentDecoder.Factor != 0 || picture.Height % LatentDecoder.Factor != 0)
            throw new ModelException($"A picture of {picture.Width} x {picture.Height} pixels can't be encoded: both edges must be a multiple of {LatentDecoder.Factor}.");
        var scheduler = new FlowMatchEuler(_parts.SchedulerConfig, steps);
        using var run = new OnnxRun(cancellationToken);
        var words = await Task.Run(() => _parts.Prompts.Encode("", null, cancellationToken), cancellationToken).ConfigureAwait(false);
        using var denoising = _parts.Denoiser.Start(words, _parts.Decoder.Channels, picture.Height / LatentDecoder.Factor, picture.Width / LatentDecoder.Factor, 1);
        var latents = await Task.Run(() => encoder.Encode(picture, cancellationToken), cancellationToken).ConfigureAwait(false);
        for (var index = steps - 1; index >= 0; index--)
        {
            latents.CopyTo(denoising.Input);
            var timestep = scheduler.Timesteps[index];
            await Task.Run(() => denoising.Predict(timestep, run), cancellationToken).ConfigureAwait(false);
            scheduler.StepBack(index, denoising.Prediction, latents);
        }
        return latents;
    }

    public void Dispose() => _parts.Dispose();

    private void Check(ImageSettings settings, ImageRequest request, bool guided)
    {
        if ((settings.Candidates > 1 || settings.Openings > 1) && _parts.Critic is null)
            throw new ModelException($"{Manifest.Name} can't tell which of several pictures is the best: paint one, or choose another model.");
        if (settings.Source is not null && _parts.Encoder is null)
            throw new ModelException($"{Manifest.Name} can't start from a picture: start from words alone, or choose another model.");
        if (request.Draft && _parts.TinyDecoder is null)
            throw new ModelException($"{Manifest.Name} has no small decoder for drafts: leave the draft out.");
        var memory = GC.GetGCMemoryInfo();
        _parts.Footprint.Check(
            settings.PaintedWidth, settings.PaintedHeight, (long)(Manifest.Defaults.Width ?? UsualEdge) * (Manifest.Defaults.Height ?? UsualEdge), guided ? 2 : 1,
            memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }

    /// <summary>The noise of a seed, on its way. The first beginning is that of the seed alone; a person's seeds stay below 2^53.</summary>
    private Painting Start(ImageRequest request, ImageSettings settings, DenoiserRun denoising, StartingPoint? start, bool guided, ulong seed, int beginning, int length)
    {
        var scheduler = SchedulerList.Create(settings.Scheduler, _parts.SchedulerConfig, settings.Steps);
        var random = new SeededRandom(seed + ((ulong)beginning << 56));
        var noise = new float[length];
        random.FillNormal(noise);
        if (request.VariationSeed is { } variation)
        {
            var other = new float[length];
            new SeededRandom(variation).FillNormal(other);
            Noise.Turn(noise, other, request.VariationStrength);
        }
        request.ShapeNoise?.Invoke(beginning, noise);
        return new Painting(scheduler, denoising, noise, random, start, settings.FirstStep(scheduler.Timesteps.Count), settings.Strength == 1, guided ? settings.Guidance : null);
    }

    /// <summary>Shows a model that fills gaps what is to stay: all but the gap, and nothing where there is no picture.</summary>
    private void ShowGap(DenoiserRun denoising, MaskedArea? area, ImageSettings settings, CancellationToken cancellationToken)
    {
        var planes = area?.Mask.Remainder(area.Source) ?? new float[3 * settings.PaintedWidth * settings.PaintedHeight];
        var kept = _parts.Encoder!.Encode(planes, settings.PaintedHeight, settings.PaintedWidth, cancellationToken);
        var gap = denoising.Gap;
        var share = gap[..^kept.Length];
        if (area is null) share.Fill(1);
        else area.Mask.Latents().CopyTo(share);
        kept.CopyTo(gap[share.Length..]);
    }

    private RgbImage? Draw(float[] clean, int height, int width, MaskedArea? area, CancellationToken cancellationToken)
    {
        var picture = _parts.TinyDecoder is { } tiny ? tiny.Decode(clean, height, width, cancellationToken) : _parts.Preview(cancellationToken)?.Draw(clean, height, width);
        if (picture is null) return null;
        if (area is not null) picture = area.Compose(picture);
        return picture.Shrink((Math.Max(picture.Width, picture.Height) + PreviewEdge - 1) / PreviewEdge);
    }

    /// <summary>What is painted grows to the picture asked for, or until it fills its place in the source.</summary>
    private int Enlargement(ImageSettings settings, MaskedArea? area)
    {
        if (area is null) return settings.Enlarged;
        var times = 1;
        while (_parts.Upscaler is not null && times < MaxEnlarged && times * Math.Max(settings.PaintedWidth, settings.PaintedHeight) < area.Edge) times *= 2;
        return times;
    }

    private void RequirePaintedSize(RgbImage picture)
    {
        if (Manifest.PaintedEdge is { } edge && (picture.Width != edge || picture.Height != edge))
            throw new ModelException($"{Manifest.Name} looks at pictures of {edge} x {edge} pixels, not {picture.Width} x {picture.Height}: scale it first.");
    }
}
