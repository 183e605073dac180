using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>
/// How much memory a denoiser needs for a picture: next to all of it are the attentions between all places of the finest layer that has
/// them, which grow with the square of the picture's area.
/// </summary>
/// <param name="Heads">Attentions side by side in that layer; 0 where the files don't say.</param>
/// <param name="Coarser">How many latents along an edge are one place of it.</param>
internal sealed record PictureFootprint(int Heads, int Coarser)
{
    // Before and after they are brought to a sum of 1.
    private const int Copies = 2;

    /// <exception cref="ModelException">A file is damaged, or a number is out of range.</exception>
    public static PictureFootprint Read(PictureFolder folder)
    {
        var path = new[] { "unet", "transformer" }.Select(part => folder.Part(part, "config.json")).FirstOrDefault(File.Exists);
        if (path is null) return new(0, 1);
        var config = JsonFile.Read<DenoiserConfig>(path);
        var level = Math.Max(0, Array.FindIndex(config.DownBlockTypes ?? [], name => name?.Contains("Attn", StringComparison.Ordinal) == true));
        var heads = At(config.NumAttentionHeads, level) ?? At(config.AttentionHeadDim, level) ?? 0;
        var coarser = config.DownBlockTypes is null ? config.PatchSize ?? 1 : 1 << level;
        return heads is >= 0 and <= 1024 && coarser is >= 1 and <= 64 ? new(heads, coarser)
            : throw new ModelException($"{Path.GetFileName(Path.GetDirectoryName(path))}/config.json has {heads} attention heads and a patch of {coarser}, which can't be.");
    }

    /// <summary>Refuses what can't end well before it takes the machine's memory.</summary>
    /// <param name="usual">A picture of the size the model was made for, in pixels, is never refused.</param>
    /// <param name="batch">Predictions at a time.</param>
    /// <param name="free">Bytes.</param>
    /// <exception cref="ModelException">It needs more; the sentence says how large a picture may be.</exception>
    public void Check(int width, int height, long usual, int batch, long free)
    {
        var need = Bytes((double)width * height, batch);
        if ((long)width * height <= usual || need <= free) return;
        var area = Math.Max(usual, Math.Sqrt(free / Bytes(1, batch)));
        throw new ModelException(FormattableString.Invariant(
            $"A picture of {width} x {height} pixels takes about {need / 1e9:0.0} GB of memory while it is painted, and {free / 1e9:0.0} GB are free. Ask for one of at most {(int)Math.Sqrt(area) / 64 * 64} x {(int)Math.Sqrt(area) / 64 * 64} pixels."));
    }

    private double Bytes(double pixels, int batch)
    {
        var places = pixels / (LatentDecoder.Factor * LatentDecoder.Factor * Coarser * Coarser);
        return places * places * Heads * batch * sizeof(float) * Copies;
    }

    /// <summary>One number for all layers, or one for each.</summary>
    private static int? At(JsonElement value, int level) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt32(out var number) => number,
        JsonValueKind.Array when level < value.GetArrayLength() => At(value[level], 0),
        _ => null,
    };

    private sealed record DenoiserConfig
    {
        public string?[]? DownBlockTypes { get; init; }
        public JsonElement NumAttentionHeads { get; init; }

        /// <summary>In U-Nets the number of heads, in spite of its name.</summary>
        public JsonElement AttentionHeadDim { get; init; }

        public int? PatchSize { get; init; }
    }
}
