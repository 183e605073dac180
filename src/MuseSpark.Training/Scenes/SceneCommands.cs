using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

public static class SceneCommands
{
    private const int Size = 128;

    public static void FetchArt(CommandOptions options, CancellationToken cancel)
    {
        var cache = options.Text("art");
        options.RejectUnknown();
        NotoArt.Fetch(cache);
    }

    /// <summary>Writes scenes and their descriptions for training, and a contact sheet of the first ones.</summary>
    public static void Write(CommandOptions options, CancellationToken cancel)
    {
        var cache = options.Text("art");
        var folder = options.Text("folder");
        var count = options.Number("count", 44_000);
        var seed = options.Number("seed", 1);
        options.RejectUnknown();

        NotoArt.Fetch(cache);
        NetVips.NetVips.Concurrency = 1;
        var composer = new SceneComposer(new SpriteSheet(NotoArt.Load(cache)));
        var examples = Enumerable.Range(seed, Math.Min(60, count)).Select(i => composer.Compose(Size, new Random(i)).Pixels).ToList();
        ContactSheet.Write(Path.Combine(folder, "scenes.png"), examples, Size, 10);
        SceneFile.Write(Path.Combine(folder, "scenes.bin"), composer, count, Size, seed, cancel);
    }
}
