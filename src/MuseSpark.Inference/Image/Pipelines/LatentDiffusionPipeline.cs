// Rombach et al. 2022, "High-Resolution Image Synthesis with Latent Diffusion Models", https://arxiv.org/abs/2112.10752.
using System.Runtime.CompilerServices;
using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image.Pipelines;

/// <summary>Text encoder, denoiser and decoder in the diffusers layout; what differs between such models is data.</summary>
public sealed class LatentDiffusionPipeline : IImageModel
{
    private const string Caption = "caption";

    private readonly PromptEncoder _encoder;
    private readonly Denoiser _denoiser;
    private readonly LatentDecoder _decoder;
    private readonly LatentEncoder? _pictureEncoder;
    private readonly Upscaler? _upscaler;
    private readonly PictureCritic? _critic;
    private readonly SchedulerConfig _schedulerConfig;
    private readonly LatentPreview? _preview;
    private readonly PromptWords? _words;

    private LatentDiffusionPipeline(
        ModelManifest manifest, PromptEncoder encoder, Denoiser denoiser, LatentDecoder decoder, LatentEncoder? pictureEncoder, Upscaler? upscaler, PictureCritic? critic,
        SchedulerConfig schedulerConfig, PromptWords? words)
    {
        if (denoiser.Channels is { } channels && channels != decoder.Channels)
            throw new ModelException($"The denoiser works on {channels} latent channels, but the decoder takes {decoder.Channels}.");
        Manifest = manifest;
        if (manifest.PaintedEdge is not null && upscaler is null)
            throw new ModelException("The model.json promises pictures larger than they are painted (paintedEdge), but upscaler/model.onnx is missing. Copy the whole model folder again.");
        if (manifest.Kinds.Contains(Caption) && (pictureEncoder is null || critic is null))
            throw new ModelException("The model.json promises to describe pictures, but vae_encoder/model.onnx or critic/model.onnx is missing. Copy the whole model folder again.");
        (_encoder, _denoiser, _decoder, _pictureEncoder, _upscaler, _critic, _schedulerConfig, _words) =
            (encoder, denoiser, decoder, pictureEncoder, upscaler, critic, schedulerConfig, words);
        _preview = manifest.LatentToRgb is { } map ? new LatentPreview(map, decoder.Channels) : null;
    }

    public ModelManifest Manifest { get; }

    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static LatentDiffusionPipeline Load(string folder, ModelManifest manifest, OnnxOptions options)
    {
        var opened = new Stack<IDisposable>();
        T Keep<T>(T part) where T : IDisposable?
        {
            if (part is not null) opened.Push(part);
            return part;
        }
        try
        {
            var schedulerConfig = SchedulerConfig.Read(Path.Combine(folder, "scheduler", "scheduler_config.json"));
            var words = PromptWords.Open(folder, manifest);
            return new LatentDiffusionPipeline(
                manifest, Keep(PromptEncoder.Open(folder, options)), Keep(Denoiser.Open(folder, options)),
                Keep(LatentDecoder.Open(folder, options)), Keep(LatentEncoder.Open(folder, options)), Keep(Upscaler.Open(folder, options)), Keep(PictureCritic.Open(folder, options)), schedulerConfig, words);
        }
        catch
        {
            foreach (var part in opened)
                part.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<ImageProgress> GenerateAsync(
        ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = ImageSettings.From(request, Manifest);
        if (settings.Candidates > 1 && _critic is null)
            throw new ModelException($"{Manifest.Name} can't tell which of several pictures is the best: paint one, or choose another model.");
        if (settings.Source is not null && _pictureEncoder is null)
            throw new ModelException($"{Manifest.Name} can't start from a picture: start from words alone, or choose another model.");
        using var run = new OnnxRun(cancellationToken);

        // 1. The words that the model was taught, if it came with a list of them: who asked is told what becomes of the others.
        if (_words is not null)
        {
            var reading = _words.Read(settings.Prompt);
            settings = settings with { Prompt = reading.Text, NegativePrompt = _words.Read(settings.NegativePrompt).Text };
            yield return new ImageWords(reading);
        }

        //    As numbers: (b, L, D). With guidance b = 2 and the unwanted words come first; a model distilled with
        //    guidance takes its strength as an input and needs no second prediction.
        var guided = settings.Guidance > 1 && _denoiser.EmbeddingWidth is null;
        string[] prompts = guided ? [settings.NegativePrompt, settings.Prompt] : [settings.Prompt];
        var words = await Task.Run(() => _encoder.Encode(prompts, cancellationToken), cancellationToken).ConfigureAwait(false);
        int height = settings.PaintedHeight / LatentDecoder.Factor, width = settings.PaintedWidth / LatentDecoder.Factor;
        using var denoising = _denoiser.Start(words, _decoder.Channels, height, width, settings.Guidance);

        var source = settings.Source is null ? null : await Task.Run(() => _pictureEncoder!.Encode(settings.Source, cancellationToken), cancellationToken).ConfigureAwait(false);

        var latents = new float[_decoder.Channels * height * width];
        var clean = _preview is null ? [] : new float[latents.Length];
        var (best, bestScore) = (latents, double.NegativeInfinity);
        for (var candidate = 0; candidate < settings.Candidates; candidate++)
        {
            // 2. Noise from the seed: (C, h, w). The first candidate is the picture of the same seed alone; a person's seeds stay below 2^53.
            var scheduler = SchedulerList.Create(settings.Scheduler, _schedulerConfig, settings.Steps);
            var random = new SeededRandom(settings.Seed + ((ulong)candidate << 56));
            random.FillNormal(latents);
            request.ShapeNoise?.Invoke(candidate, latents);
            var first = settings.FirstStep(scheduler.Timesteps.Count);
            var (signal, noise) = source is null ? (0, scheduler.InitialNoiseSigma) : scheduler.Shares(first);
            for (var i = 0; i < latents.Length; i++)
                latents[i] = noise * latents[i] + (source is null ? 0 : signal * source[i]);

            // 3. Noise to latents.
            var steps = scheduler.Timesteps.Count - first;
            for (var index = first; index < scheduler.Timesteps.Count; index++)
            {
                scheduler.ScaleInput(index, latents, denoising.Input.AsSpan(0, latents.Length));
                if (guided)
                    denoising.Input.AsSpan(0, latents.Length).CopyTo(denoising.Input.AsSpan(latents.Length));
                var timestep = scheduler.Timesteps[index];
                await Task.Run(() => denoising.Predict(timestep, run), cancellationToken).ConfigureAwait(false);

                // Classifier-free guidance (Ho and Salimans 2022): away from the unwanted by g times the difference.
                var prediction = denoising.Prediction.AsSpan(0, latents.Length);
                if (guided)
                {
                    var wanted = denoising.Prediction.AsSpan(latents.Length);
                    for (var i = 0; i < latents.Length; i++)
                        prediction[i] += settings.Guidance * (wanted[i] - prediction[i]);
                }

                RgbImage? preview = null;
                if (_preview is not null && settings.PreviewEvery > 0 && (index - first + 1) % settings.PreviewEvery == 0)
                {
                    scheduler.Estimate(index, prediction, latents, clean);
                    preview = _preview.Draw(clean, height, width);
                }
                scheduler.Step(index, prediction, latents, random.FillNormal);
                yield return new ImageStep(candidate * steps + index - first + 1, settings.Candidates * steps, preview);
            }

            if (settings.Candidates == 1) break;
            var score = await Task.Run(() => _critic!.Score(latents, [1, _decoder.Channels, height, width], settings.Prompt, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (score > bestScore) (best, bestScore) = ((float[])latents.Clone(), score);
        }

        // 4. Latents to pixels, and those to more pixels.
        var image = await Task.Run(() => _decoder.Decode(best, height, width, cancellationToken), cancellationToken).ConfigureAwait(false);
        for (var edge = 1; edge < settings.Enlarged; edge *= 2)
            image = await Task.Run(() => _upscaler!.Double(image, cancellationToken), cancellationToken).ConfigureAwait(false);
        yield return new ImageFinished(image);
    }

    public async Task<PictureReading> DescribeAsync(RgbImage picture, CancellationToken cancellationToken)
    {
        if (_pictureEncoder is null || _critic is null) throw new ModelException($"{Manifest.Name} can't describe pictures: choose another model.");
        RequirePaintedSize(picture);
        long[] shape = [1, _decoder.Channels, picture.Height / LatentDecoder.Factor, picture.Width / LatentDecoder.Factor];
        return await Task.Run(() => _critic.Describe(_pictureEncoder.Encode(picture, cancellationToken), shape, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

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
        if (_pictureEncoder is null || _schedulerConfig.Prediction != PredictionType.Flow)
            throw new ModelException($"{Manifest.Name} can't be run backwards: that needs vae_encoder/model.onnx and a flow model.");
        RequirePaintedSize(picture);
        if (picture.Width % LatentDecoder.Factor != 0 || picture.Height % LatentDecoder.Factor != 0)
            throw new ModelException($"A picture of {picture.Width} x {picture.Height} pixels can't be encoded: both edges must be a multiple of {LatentDecoder.Factor}.");
        var scheduler = new FlowMatchEuler(_schedulerConfig, steps);
        using var run = new OnnxRun(cancellationToken);
        var words = await Task.Run(() => _encoder.Encode([""], cancellationToken), cancellationToken).ConfigureAwait(false);
        using var denoising = _denoiser.Start(words, _decoder.Channels, picture.Height / LatentDecoder.Factor, picture.Width / LatentDecoder.Factor, 1);
        var latents = await Task.Run(() => _pictureEncoder.Encode(picture, cancellationToken), cancellationToken).ConfigureAwait(false);
        for (var index = steps - 1; index >= 0; index--)
        {
            latents.CopyTo(denoising.Input, 0);
            var timestep = scheduler.Timesteps[index];
            await Task.Run(() => denoising.Predict(timestep, run), cancellationToken).ConfigureAwait(false);
            scheduler.StepBack(index, denoising.Prediction, latents);
        }
        return latents;
    }

    public void Dispose()
    {
        _pictureEncoder?.Dispose();
        _encoder.Dispose();
        _denoiser.Dispose();
        _decoder.Dispose();
        _upscaler?.Dispose();
        _critic?.Dispose();
    }

    private void RequirePaintedSize(RgbImage picture)
    {
        if (Manifest.PaintedEdge is { } edge && (picture.Width != edge || picture.Height != edge))
            throw new ModelException($"{Manifest.Name} looks at pictures of {edge} x {edge} pixels, not {picture.Width} x {picture.Height}: scale it first.");
    }
}
