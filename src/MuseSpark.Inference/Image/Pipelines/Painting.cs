using MuseSpark.Inference.Image.Schedulers;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image.Pipelines;

/// <summary>What a picture starts from besides noise.</summary>
/// <param name="Latents">The source, (C, h, w).</param>
/// <param name="Change">How much of each latent is painted anew, (h, w); null: all of it.</param>
internal sealed record StartingPoint(float[] Latents, float[]? Change);

/// <summary>One picture on its way from noise to latents.</summary>
/// <remarks>For one thread at a time.</remarks>
internal sealed class Painting
{
    private readonly IScheduler _scheduler;
    private readonly DenoiserRun _denoising;
    private readonly SeededRandom _random;
    private readonly StartingPoint? _start;
    private readonly float[] _noise;
    private readonly float? _guidance;

    /// <param name="noise">Unit normals (C, h, w); kept.</param>
    /// <param name="random">For schedulers that add noise on the way.</param>
    /// <param name="first">The step that painting begins with.</param>
    /// <param name="fromNoise">Whether nothing of the starting point goes into the first step.</param>
    /// <param name="guidance">How far to go from the first row of the batch to the second; null where there is one row.</param>
    public Painting(IScheduler scheduler, DenoiserRun denoising, float[] noise, SeededRandom random, StartingPoint? start, int first, bool fromNoise, float? guidance)
    {
        (_scheduler, _denoising, _noise, _random, _start, _guidance) = (scheduler, denoising, noise, random, start, guidance);
        First = Next = first;
        Latents = new float[noise.Length];
        if (start is null || fromNoise)
            for (var i = 0; i < noise.Length; i++) Latents[i] = scheduler.InitialNoiseSigma * noise[i];
        else
            Noised(first, Latents);
    }

    /// <summary>(C, h, w)</summary>
    public float[] Latents { get; }

    public int First { get; }

    public int Steps => _scheduler.Timesteps.Count - First;

    /// <summary>Of <see cref="Steps"/>.</summary>
    public int Done => Next - First;

    private int Next { get; set; }

    /// <summary>Takes one step.</summary>
    /// <param name="clean">Gets the picture that the step aims at; empty if that is of no interest.</param>
    public void Step(Span<float> clean, OnnxRun run)
    {
        _scheduler.ScaleInput(Next, Latents, _denoising.Input);
        _denoising.Predict(_scheduler.Timesteps[Next], run);

        // Classifier-free guidance (Ho and Salimans 2022): away from the unwanted by g times the difference.
        var prediction = _denoising.Prediction.AsSpan(0, Latents.Length);
        if (_guidance is { } guidance)
        {
            var wanted = _denoising.Prediction.AsSpan(Latents.Length);
            for (var i = 0; i < prediction.Length; i++) prediction[i] += guidance * (wanted[i] - prediction[i]);
        }
        if (!clean.IsEmpty) _scheduler.Estimate(Next, prediction, Latents, clean);
        _scheduler.Step(Next, prediction, Latents, _random.FillNormal);
        Next++;

        // What stays goes the way of the source: with as much of the same noise as the rest still has (Lugmayr et al. 2022, eq. 8).
        if (_start?.Change is not { } change) return;
        var kept = _start.Latents;
        if (Next < _scheduler.Timesteps.Count) Noised(Next, kept = new float[Latents.Length]);
        for (var i = 0; i < Latents.Length; i++) Latents[i] = kept[i] + change[i % change.Length] * (Latents[i] - kept[i]);
    }

    private void Noised(int index, float[] mixed)
    {
        var (signal, noise) = _scheduler.Shares(index);
        for (var i = 0; i < mixed.Length; i++) mixed[i] = signal * _start!.Latents[i] + noise * _noise[i];
    }
}
