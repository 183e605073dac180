namespace MuseSpark.Inference.Image.Schedulers;

/// <summary>Steps a noisy sample towards a clean one. One instance serves one picture.</summary>
public interface IScheduler
{
    /// <summary>The timesteps to visit, from noise to picture.</summary>
    IReadOnlyList<float> Timesteps { get; }

    /// <summary>What unit noise is multiplied with to start.</summary>
    float InitialNoiseSigma { get; }

    /// <summary>
    /// How much of a clean picture and of unit noise the sample at step <paramref name="index"/> is made of: signal x + noise n.
    /// A picture that is painted over starts there.
    /// </summary>
    (float Signal, float Noise) Shares(int index);

    /// <summary>Writes to <paramref name="scaled"/> what the model sees of <paramref name="sample"/> at step <paramref name="index"/>.</summary>
    void ScaleInput(int index, ReadOnlySpan<float> sample, Span<float> scaled);

    /// <summary>Writes to <paramref name="clean"/> the picture that the prediction points to; good for a preview.</summary>
    void Estimate(int index, ReadOnlySpan<float> prediction, ReadOnlySpan<float> sample, Span<float> clean);

    /// <summary>Moves <paramref name="sample"/> one step, in place.</summary>
    /// <param name="index">Position in <see cref="Timesteps"/>; steps are taken in order.</param>
    /// <param name="prediction">The model's output, same length as <paramref name="sample"/>.</param>
    /// <param name="noise">Fills a span with unit normals; asked only by schedulers that add noise.</param>
    void Step(int index, ReadOnlySpan<float> prediction, Span<float> sample, Action<Span<float>> noise);
}
