using MuseSpark.Training.Scenes;
using MuseSpark.Training.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>Draws a fixed list of prompts, so that checkpoints can be compared by eye.</summary>
public static class PictureSample
{
    public static readonly string[] Prompts =
    [
        "a brave fox in a snowy forest", "a red fox leading a small rabbit through deep snow between pine trees", "a fox with a lantern in a snowy forest at night",
        "a green dragon in front of a castle", "a blue dragon in the mountains at sunset", "a cat and a dog in a garden", "a white rabbit in a meadow", "an owl in a forest under the moon",
        "a penguin in the snow", "a whale under the sea", "a girl in a boat on the sea at night", "a boat on the ocean at sunset",
        "a lighthouse on the beach in a storm", "a robot holding a flower", "a silver robot and an orange cat in a room", "a bear under a tree in the rain",
        "a princess near a castle", "a wizard on a mountain under the stars", "an astronaut on the moon", "a rocket in space",
        "a mouse with a big book in a library", "an elephant with a red balloon", "a unicorn in a flower garden", "a lion in the desert",
        "a tiny mouse beside a mushroom", "a house in the mountains at night", "a red car in the city", "a boy holding a kite on a green hill",
        "a yellow bee flying over a sunflower", "an old woman in a kitchen", "a frog with an umbrella in the rain", "a hedgehog in the forest",
        "a black cat in the city at night", "a horse on the beach", "a snowman in the snow", "a turtle and a fish underwater",
        "a deer between tall trees", "a pig on a farm", "a birthday cake in a room", "a small gray elephant holding bread under a round white moon",
    ];

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var output = options.Text("out");
        var steps = options.Number("steps", 16);
        var guidance = options.Real("guidance", 3);
        var seed = options.Long("seed", 1);
        var threads = options.Number("threads", 1);
        options.RejectUnknown();
        PictureRun.Start(threads);

        using var none = no_grad();
        var latents = LatentFile.Moments(folder);
        var decoder = PictureRun.LoadAutoEncoder(folder, ScalarType.Float32).Decoder;
        var captions = new Captions(BytePairTokenizer.Read(Path.Combine(folder, "tokenizer.json")));
        var sampler = new FlowSampler(PictureRun.LoadModel(folder, ScalarType.Float32), captions);
        var pictures = new List<byte[]>();
        foreach (var prompts in Prompts.Chunk(8))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            pictures.AddRange(PictureRun.ToBytes(decoder.forward(latents.Restore(sampler.Sample(prompts, steps, guidance, seed)))));
        }
        ContactSheet.Write(output, pictures, PictureRun.Size, 8);
    }
}
