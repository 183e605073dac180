using System.Diagnostics;
using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

public static class SceneCommands
{
    private const int Size = 128;

    public static void FetchArt(CommandOptions options, CancellationToken cancel)
    {
        var cache = options.Text("art");
        options.RejectUnknown();
        IconSet.Fetch(cache);
    }

    /// <summary>Writes scenes and their descriptions for training, and a contact sheet of the first ones.</summary>
    public static void Write(CommandOptions options, CancellationToken cancel)
    {
        var cache = options.Text("art");
        var folder = options.Text("folder");
        var count = options.Number("count", 44_000);
        var seed = options.Number("seed", 1);
        var size = options.Number("size", Size);
        options.RejectUnknown();

        var composer = Composer(cache, size);
        LookSheets.Scenes(composer, Path.Combine(folder, "scenes.png"), seed, HeldOutPairs.Scenes, Math.Min(64, count));
        var watch = Stopwatch.StartNew();
        SceneFile.Write(Path.Combine(folder, size == Size ? "scenes.bin" : $"scenes-{size}.bin"), composer, count, seed, cancel);
        Console.WriteLine($"{watch.Elapsed.TotalMilliseconds / count:F2} ms a scene");
    }

    /// <summary>Writes labelled sheets of every noun, every place and some scenes with captions, to be looked at.</summary>
    public static void Look(CommandOptions options, CancellationToken cancel)
    {
        var cache = options.Text("art");
        var folder = options.Text("folder");
        var seed = options.Number("seed", 1);
        options.RejectUnknown();

        var composer = Composer(cache);
        LookSheets.Nouns(new SpriteSheet(cache), folder);
        LookSheets.Places(composer, folder);
        LookSheets.Relations(composer, folder);
        LookSheets.Scenes(composer, Path.Combine(folder, "captions.png"), seed, HeldOutPairs.Scenes, 64);
    }

    internal static SceneComposer Composer(string cache, int size = Size)
    {
        IconSet.Fetch(cache);
        NetVips.NetVips.Concurrency = 1;
        return new SceneComposer(new SpriteSheet(cache), size);
    }
}
