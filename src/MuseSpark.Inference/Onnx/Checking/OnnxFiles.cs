using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Onnx.Checking;

/// <summary>Checks every graph of a model folder before the runtime sees it.</summary>
internal static class OnnxFiles
{
    /// <exception cref="ModelException">One is refused.</exception>
    public static void Check(string folder, IReadOnlyCollection<string> files)
    {
        foreach (var path in files.Where(file => file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)))
        {
            var inside = path[..(path.LastIndexOf('/') + 1)];
            try
            {
                using var stream = new FileStream(Path.Combine(folder, path), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
                // Only what model.json lists has a hash, and lies in the folder itself.
                GraphCheck.Check(stream, name => PlainPath.IsName(name) && files.Contains(inside + name) ? new FileInfo(Path.Combine(folder, inside, name)).Length : null);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FileNotFoundException)
            {
                throw new ModelException($"The model file {path} can't be used: {(e is InvalidDataException ? e.Message : "it is cut short")}.", e);
            }
        }
    }
}
