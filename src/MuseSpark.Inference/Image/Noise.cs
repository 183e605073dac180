using System.Numerics.Tensors;

namespace MuseSpark.Inference.Image;

/// <summary>The noise that a picture is painted from.</summary>
internal static class Noise
{
    /// <summary>Goes from one noise to another along the sphere on which both lie, so that all in between is noise, too (Shoemake 1985).</summary>
    /// <param name="strength">0: all of <paramref name="noise"/>, which gets the result; 1: all of <paramref name="other"/>.</param>
    public static void Turn(Span<float> noise, ReadOnlySpan<float> other, float strength)
    {
        if (strength == 0) return;
        if (strength == 1)
        {
            other.CopyTo(noise);
            return;
        }
        var cosine = TensorPrimitives.CosineSimilarity(noise, other);
        var angle = Math.Acos(Math.Clamp(cosine, -1, 1));
        var sine = Math.Sin(angle);
        // Of the same direction, or opposite: there is no one way round.
        var (keep, take) = sine < 1e-4 ? (1 - strength, strength) : ((float)(Math.Sin((1 - strength) * angle) / sine), (float)(Math.Sin(strength * angle) / sine));
        for (var i = 0; i < noise.Length; i++) noise[i] = keep * noise[i] + take * other[i];
    }
}
