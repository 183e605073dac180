using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;

namespace MuseSpark.Training.Text;

/// <summary>Writes a few texts with an exported folder, through the same code as the app.</summary>
public static class TextSampling
{
    private static readonly string[] Prompts =
    [
        "story: a brave fox finds a lantern in a snowy forest", "story: Tell me about a penguin who wants to fly", "story: robot, flower, city",
        "story: a girl named Amina and a dragon", "story: the lost key", "poem: a poem about the moon", "ideas: ideas for a story about a dragon",
        "chat: How do I start a story?",
    ];

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        var prompts = options.Text("prompt", "") is { Length: > 0 } prompt ? [prompt] : Prompts;
        var seed = (ulong)options.Long("seed", 1);
        var settings = new TextOptions
        {
            Temperature = (float)options.Real("temperature", 0.7),
            RepetitionPenalty = (float)options.Real("repetition-penalty", 1.0),
        };
        options.RejectUnknown();
        var manifest = ModelManifest.Read(folder);
        using var model = OnnxTextModel.Open(folder, manifest);
        foreach (var line in prompts)
        {
            if (line.Split(": ", 2) is not [var kind, var words]) throw new UsageException("A prompt is written kind: words, for example story: a fox in the snow");
            var request = new TextRequest { Kind = kind, Prompt = words, Seed = seed, Options = settings, WithScene = kind == "story" };
            WriteAsync(model, request, cancel).GetAwaiter().GetResult();
        }
    }

    private static async Task WriteAsync(OnnxTextModel model, TextRequest request, CancellationToken cancel)
    {
        Console.WriteLine($"--- {request.Kind}: {request.Prompt}");
        var section = TextSection.Body;
        await foreach (var piece in model.GenerateAsync(request, cancel))
        {
            if (piece.Section != section) Console.Write("\n[scene] ");
            section = piece.Section;
            Console.Write(piece.Text);
            if (piece.Finish is { } finish) Console.WriteLine($"\n({piece.TokenCount} tokens, {finish})\n");
        }
    }
}
