using System.Text.Json;
using MuseSpark.Inference.Image;

namespace MuseSpark.Inference.Tests.Classification;

/// <summary>Runs nsfwjs on TensorFlow.js, in Node; needs node and npm, and npm to have installed once.</summary>
internal static class NsfwjsPeer
{
    private static readonly NodePeer Node = new("peer");

    /// <returns>For each picture the chance of every class, by name.</returns>
    public static IReadOnlyList<IReadOnlyDictionary<string, double>> Classify(IReadOnlyList<RgbImage> pictures)
    {
        var temporary = Directory.CreateTempSubdirectory("musespark-peer-");
        try
        {
            var list = pictures.Select((picture, i) =>
            {
                var path = Path.Combine(temporary.FullName, $"{i}.rgb");
                File.WriteAllBytes(path, picture.Pixels);
                return new { path, width = picture.Width, height = picture.Height };
            });
            return JsonSerializer.Deserialize<Dictionary<string, double>[]>(Node.Run("classify.mjs", JsonSerializer.Serialize(list)))!;
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }
}
