using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Training.Image;
using MuseSpark.Training.Scenes;

namespace MuseSpark.Training.Evaluation;

/// <summary>
/// How often the critic of a model folder sees what a prompt named, in pictures painted through the app's own pipeline: every thing the
/// model was taught and the critic knows, alone, in pairs and in a colour, and every place at two times of day. The picture goes through
/// the folder's encoder, so the critic judges what people see.
/// </summary>
public static class PictureScore
{
    private static readonly string[] Settings = ["in a meadow", "in the snow", "on the beach", "at night", "in a garden"];
    private static readonly string[] Parts = ["actor", "companion", "third thing"];

    private sealed record Question(string Name, string[] Labels);
    private sealed record Labels(Question[] Questions, string[] Things, Dictionary<string, string[]> Words);

    /// <param name="Things">What is more likely there than not.</param>
    /// <param name="ColourOf">The colour of a thing, by the part that it most likely plays.</param>
    private sealed record Sight(IReadOnlySet<string> Things, Func<string, string> ColourOf, string Place, string Time);

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("model");
        var candidates = options.Number("candidates", 1);
        var openings = options.Number("openings", 1);
        var count = options.Number("count", int.MaxValue);
        // Two models are compared on the things of the one that was taught fewer.
        var taught = options.Text("things-of", folder);
        // With the composer's drawings in the place of the model's: what the critic itself can see at best.
        var art = options.Text("composed", "");
        options.RejectUnknown();
        var manifest = ModelManifest.Read(folder);
        var labels = JsonSerializer.Deserialize<Labels>(File.ReadAllBytes(Path.Combine(folder, "critic", "labels.json")), JsonSerializerOptions.Web)!;
        var nouns = WordsFile.Read(taught).Things.Keys.Where(t => labels.Words.TryGetValue(t, out var word) && word is ["thing", var noun] && noun == t).Order(StringComparer.Ordinal).Take(count).ToArray();
        using var model = PipelineList.Load(folder, manifest, new OnnxOptions());
        using var encoder = new InferenceSession(Path.Combine(folder, "vae_encoder", "model.onnx"));
        using var critic = new InferenceSession(Path.Combine(folder, "critic", "model.onnx"));
        string[] outputs = ["things", .. labels.Questions.Select((_, q) => $"question_{q}")];

        int[] coloured = [.. Enumerable.Range(0, labels.Questions.Length - 1).Where(q => Parts.Contains(labels.Questions[q].Name) && labels.Questions[q + 1].Name == "its colour")];

        Sight See(string prompt, int seed)
        {
            cancel.ThrowIfCancellationRequested();
            var request = new ImageRequest { Prompt = prompt, Seed = (ulong)seed, Width = PictureRun.Size, Height = PictureRun.Size, PreviewEvery = 0, Candidates = candidates, Openings = openings };
            return Look(ModelsPage.LastAsync(model.GenerateAsync(request, cancel)).GetAwaiter().GetResult());
        }

        Sight Look(RgbImage picture)
        {
            using var pixels = OrtValue.CreateTensorValueFromMemory(picture.ToPlanes(), [1, 3, picture.Height, picture.Width]);
            using var latents = encoder.Run(new RunOptions(), ["sample"], [pixels], ["latent_sample"]);
            using var answers = critic.Run(new RunOptions(), ["latent_sample"], [latents[0]], outputs);
            var things = answers[0].GetTensorDataAsSpan<float>().ToArray();
            float[][] chances = [.. answers.Skip(1).Select(a => a.GetTensorDataAsSpan<float>().ToArray())];
            string Said(int q) => labels.Questions[q].Labels[Array.IndexOf(chances[q], chances[q].Max())];
            string Of(string name) => Said(Array.FindIndex(labels.Questions, q => q.Name == name));
            // The question behind that for a thing is for its colour.
            string ColourOf(string thing) => Said(1 + coloured.MaxBy(q => chances[q][Array.IndexOf(labels.Questions[q].Labels, thing)]));
            return new Sight(labels.Things.Where((_, i) => things[i] >= 0.5).ToHashSet(), ColourOf, Of("place"), Of("time"));
        }

        var alone = nouns.Select((noun, i) => (Noun: noun, Seen: See($"a {noun} {Settings[i % Settings.Length]}", i).Things.Contains(noun))).ToList();
        Console.WriteLine($"{manifest.Name} {manifest.Version}, best of {candidates}, each the best of {openings} beginnings: one object {Share(alone.Count(a => a.Seen), alone.Count)}");
        var pairs = nouns.Select((noun, i) => (First: noun, Second: nouns[(i + 7) % nouns.Length])).ToList();
        var both = pairs.Select((pair, i) => (pair, Sight: See($"a {pair.First} and a {pair.Second} {Settings[i % Settings.Length]}", 1000 + i))).ToList();
        Report("objects of pairs", both);
        if (art.Length > 0)
        {
            var composer = SceneCommands.Composer(art, PictureRun.Size);
            var drawn = pairs.Select((pair, i) => (pair, Sight: Look(new RgbImage(composer.Size, composer.Size, composer.Paint(
                new Scene(Place.Meadow, Daytime.Day, Weather.Clear, false, Style.Cartoon, Relation.Beside, new Thing(pair.First), new Thing(pair.Second), []), new Random(i)))))).ToList();
            Report("objects of the same pairs, drawn by the composer", drawn);
        }
        var painted = nouns.Where(noun => Nouns.Named(noun).Paints.Length > 0).Select((noun, i) => (Noun: noun, Colour: Nouns.Named(noun).Paints[i % Nouns.Named(noun).Paints.Length], Number: i))
            .Select(p => (p.Noun, p.Colour, Sight: See($"a {p.Colour} {p.Noun} {Settings[p.Number % Settings.Length]}", 2000 + p.Number))).Where(p => p.Sight.Things.Contains(p.Noun)).ToList();
        Console.WriteLine($"colour of a thing that is seen {Share(painted.Count(p => p.Sight.ColourOf(p.Noun) == p.Colour), painted.Count)}");
        var places = Places.All.Where(place => place != Place.Plain).SelectMany(place => Times(place).Select(time => (Place: place, Time: time)))
            .Select((where, i) => (where, Sight: See($"a {nouns[i * 3 % nouns.Length]} {PlaceWords.Phrases(where.Place)[0]}{(Places.HasSky(where.Place) ? " " + TimeWords.Of(where.Time).First() : "")}", 3000 + i))).ToList();
        var skies = places.Where(p => Places.HasSky(p.where.Place)).ToList();
        Console.WriteLine($"place {Share(places.Count(p => p.Sight.Place == p.where.Place.ToString()), places.Count)}, time of day {Share(skies.Count(p => p.Sight.Time == p.where.Time.ToString()), skies.Count)}, "
            + $"both {Share(skies.Count(p => p.Sight.Place == p.where.Place.ToString() && p.Sight.Time == p.where.Time.ToString()), skies.Count)}");
        Console.WriteLine($"seen alone: {string.Join(", ", alone.Where(a => a.Seen).Select(a => a.Noun))}");
        Console.WriteLine($"not seen: {string.Join(", ", alone.Where(a => !a.Seen).Select(a => a.Noun))}");
    }

    /// <summary>The share of what was asked that is seen, and of what is seen that was asked.</summary>
    private static void Report(string what, IReadOnlyCollection<((string First, string Second) Pair, Sight Sight)> pictures)
    {
        var found = pictures.Sum(p => new[] { p.Pair.First, p.Pair.Second }.Count(p.Sight.Things.Contains));
        Console.WriteLine($"{what} {Share(found, 2 * pictures.Count)}; of the things seen {Share(found, pictures.Sum(p => p.Sight.Things.Count))} were asked for");
    }

    private static string Share(int seen, int of) => $"{seen / (double)of:P0} of {of}";

    /// <summary>Two times for each place, so that each time comes as often; where no sky is to be seen, one.</summary>
    private static IEnumerable<Daytime> Times(Place place) => !Places.HasSky(place) ? [Daytime.Day] : (int)place % 2 == 0 ? [Daytime.Day, Daytime.Sunset] : [Daytime.Dawn, Daytime.Night];
}
