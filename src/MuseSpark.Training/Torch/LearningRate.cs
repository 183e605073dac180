namespace MuseSpark.Training.Torch;

/// <summary>Linear warm-up over the first steps, then half a cosine down to <paramref name="Floor"/> of the peak at progress 1.</summary>
public sealed record LearningRate(double Peak, int WarmUpSteps = 100, double Floor = 0.01)
{
    /// <param name="step">optimizer steps made</param>
    /// <param name="progress">share of the whole run that is done, 0..1</param>
    public double At(long step, double progress)
    {
        var cosine = Floor + (1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(progress, 0, 1)));
        return Peak * cosine * Math.Min(1.0, (step + 1.0) / WarmUpSteps);
    }
}
