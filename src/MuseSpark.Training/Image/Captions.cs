using MuseSpark.Training.Scenes;
using MuseSpark.Training.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Captions as the model reads them: token ids cut and padded to the caption length.</summary>
public sealed class Captions(BytePairTokenizer tokenizer)
{
    /// <summary>Learns a tokenizer from captions of the scenes given.</summary>
    public static BytePairTokenizer LearnTokenizer(IReadOnlyList<Scene> scenes, CancellationToken cancel)
    {
        var random = new Random(1);
        var counts = new Dictionary<string, long>();
        foreach (var scene in scenes.Take(30_000))
            foreach (var word in BytePairTokenizer.Words(Casual(scene, random)))
                counts[word] = counts.GetValueOrDefault(word) + 1;
        return new BytePairTokenizer(TokenizerTraining.Learn(counts, PictureShape.Vocabulary - SpecialTokens.All.Length - 256, cancel));
    }

    /// <summary>A caption as people type it: some begin with a capital, some end in a full stop.</summary>
    public static string Casual(Scene scene, Random random)
    {
        var caption = CaptionWriter.Write(scene, random);
        if (random.NextDouble() < 0.15) caption = char.ToUpperInvariant(caption[0]) + caption[1..];
        return random.NextDouble() < 0.1 ? caption + "." : caption;
    }

    /// <summary>Share of captions that are longer than the model reads.</summary>
    public double ShareCut(IReadOnlyList<string> captions) => captions.Average(c => tokenizer.Encode(c).Count > PictureShape.CaptionLength ? 1.0 : 0);

    /// <summary>Ids (n, 32).</summary>
    public Tensor Encode(IReadOnlyList<string> captions)
    {
        var ids = new long[captions.Count, PictureShape.CaptionLength];
        for (var n = 0; n < captions.Count; n++)
        {
            var tokens = tokenizer.Encode(captions[n]);
            for (var i = 0; i < Math.Min(tokens.Count, PictureShape.CaptionLength); i++) ids[n, i] = tokens[i];
        }
        return tensor(ids);
    }
}
