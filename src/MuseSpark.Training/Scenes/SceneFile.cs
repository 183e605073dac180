using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Training.Scenes;

/// <summary>
/// Scenes for training, packed: pictures in one file of (count, size, size, 3) bytes, their descriptions beside it, one JSON object a line.
/// </summary>
public sealed class SceneFile : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly FileStream _pixels;

    private SceneFile(FileStream pixels, Scene[] scenes, int size) => (_pixels, Scenes, Size) = (pixels, scenes, size);

    public IReadOnlyList<Scene> Scenes { get; }

    /// <summary>Edge length of every picture.</summary>
    public int Size { get; }

    public static void Write(string file, SceneComposer composer, int count, int seed, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var pixels = File.Create(file);
        using var words = File.CreateText(file + ".jsonl");
        for (var i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var (scene, picture) = composer.Compose(seed, i);
            pixels.Write(picture);
            words.WriteLine(JsonSerializer.Serialize(scene, Json));
            if ((i + 1) % 5000 == 0) Console.WriteLine($"{i + 1} of {count} scenes");
        }
    }

    public static SceneFile Open(string file, int size)
    {
        var scenes = File.ReadLines(file + ".jsonl").Select(line => JsonSerializer.Deserialize<Scene>(line, Json)!).ToArray();
        var pixels = File.OpenRead(file);
        if (pixels.Length == (long)scenes.Length * size * size * 3) return new SceneFile(pixels, scenes, size);
        pixels.Dispose();
        throw new InvalidDataException($"{file} does not hold {scenes.Length} pictures of {size} x {size}; write the scenes again.");
    }

    /// <summary>Reads one picture as (size, size, 3) RGB bytes.</summary>
    public void Read(int index, Span<byte> picture) =>
        RandomAccess.Read(_pixels.SafeFileHandle, picture[..(Size * Size * 3)], (long)index * Size * Size * 3);

    public void Dispose() => _pixels.Dispose();
}
