using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>
/// Finds the colours of previews for a model that came without them, from its own decoder: random latents are decoded, and the map is the one that meets
/// the mean colour of each latent's pixels best (least squares). It takes one small picture's decoding, so it is kept beside the model.
/// </summary>
internal static class LatentPreviewFit
{
    public const string FileName = "latent_preview.json";

    /// <summary>Latents along an edge. Fields of one value each, as pictures have areas of one colour, and something fine on top.</summary>
    private const int Edge = 32, Field = 4;

    private const float OfFields = 0.8f, OfNoise = 0.6f;

    /// <summary>Keeps the answer finite where a channel has no say.</summary>
    private const double Ridge = 1e-3;

    /// <summary>What was found earlier, or else is found now and kept where the folder can be written to.</summary>
    /// <exception cref="ModelException">The decoder fails.</exception>
    public static LatentToRgb OpenOrFind(string folder, LatentDecoder decoder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (File.Exists(path) && JsonFile.Read<LatentToRgb>(path) is { Weights: not null, Bias: not null } kept && LatentPreview.Fits(kept, decoder.Channels)) return kept;
        }
        catch (ModelException)
        {
            // Not whole, or of an older version: it is found anew.
        }

        var found = Find(decoder, cancellationToken);
        try
        {
            var aside = $"{path}.{Guid.NewGuid():N}";
            JsonFile.Write(aside, found);
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that can't be written to costs the second it takes, once each time the model is opened.
        }
        return found;
    }

    public static LatentToRgb Find(LatentDecoder decoder, CancellationToken cancellationToken)
    {
        var latents = Latents(decoder.Channels);
        var colours = decoder.Decode(latents, Edge, Edge, cancellationToken).Shrink(LatentDecoder.Factor);
        var unknowns = decoder.Channels + 1;
        // Normal equations, one matrix and three right sides: (A^T A) x = A^T b; the last unknown is the bias.
        var equations = new double[unknowns, unknowns + 3];
        var row = new double[unknowns];
        row[^1] = 1;
        for (var pixel = 0; pixel < Edge * Edge; pixel++)
        {
            for (var channel = 0; channel < decoder.Channels; channel++) row[channel] = latents[channel * Edge * Edge + pixel];
            for (var i = 0; i < unknowns; i++)
            {
                for (var j = 0; j < unknowns; j++) equations[i, j] += row[i] * row[j];
                for (var colour = 0; colour < 3; colour++) equations[i, unknowns + colour] += row[i] * colours.Pixels[pixel * 3 + colour] / 255;
            }
        }
        for (var i = 0; i < decoder.Channels; i++) equations[i, i] += Ridge * Edge * Edge;
        Solve(equations, unknowns);
        float[] Weights(int unknown) => [.. Enumerable.Range(0, 3).Select(colour => (float)equations[unknown, unknowns + colour])];
        return new LatentToRgb([.. Enumerable.Range(0, decoder.Channels).Select(Weights)], Weights(unknowns - 1));
    }

    /// <returns>(C, Edge, Edge), unit normals by and large.</returns>
    private static float[] Latents(int channels)
    {
        const int fields = Edge / Field;
        var random = new SeededRandom(1);
        var latents = new float[channels * Edge * Edge];
        var values = new float[channels * fields * fields];
        random.FillNormal(latents);
        random.FillNormal(values);
        for (var i = 0; i < latents.Length; i++)
        {
            var (channel, y, x) = (i / (Edge * Edge), i / Edge % Edge, i % Edge);
            latents[i] = OfNoise * latents[i] + OfFields * values[(channel * fields + y / Field) * fields + x / Field];
        }
        return latents;
    }

    /// <summary>Gauss-Jordan; the matrix is positive definite, so the diagonal serves as pivots.</summary>
    private static void Solve(double[,] equations, int unknowns)
    {
        for (var pivot = 0; pivot < unknowns; pivot++)
        {
            var scale = 1 / equations[pivot, pivot];
            for (var column = pivot; column < unknowns + 3; column++) equations[pivot, column] *= scale;
            for (var i = 0; i < unknowns; i++)
            {
                if (i == pivot) continue;
                var factor = equations[i, pivot];
                for (var column = pivot; column < unknowns + 3; column++) equations[i, column] -= factor * equations[pivot, column];
            }
        }
    }
}
