using System.Runtime.Intrinsics;
using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

/// <summary>Sheets that show everything the composer can draw.</summary>
internal static class LookSheets
{
    public static void Scenes(SceneComposer composer, string file, int seed, int from, int count)
    {
        var made = Enumerable.Range(from, count).Select(i => composer.Compose(seed, i)).ToList();
        ContactSheet.Write(file, [.. made.Select(m => m.Pixels)], composer.Size, 8, [.. made.Select((m, i) => CaptionWriter.Write(m.Scene, new Random(i * 7919)))]);
        var random = new Random(seed);
        File.WriteAllLines(Path.ChangeExtension(file, ".txt"), Enumerable.Range(0, 400).Select(_ => CaptionWriter.Write(SceneInventor.Invent(random, heldOut: false), random)));
    }

    /// <summary>Every noun in both sets, and in the colours it may have.</summary>
    public static void Nouns(SpriteSheet sprites, string folder)
    {
        const int size = 72;
        List<byte[]> plain = [], painted = [];
        List<string> names = [], paints = [];
        foreach (var noun in Training.Scenes.Nouns.All)
        {
            plain.Add(Portrait(sprites.Of(noun, null, false), size));
            names.Add(noun.Name);
            if (noun.Flat is not null && noun.Flat[0] != '@')
            {
                plain.Add(Portrait(sprites.Of(noun, null, true), size));
                names.Add(noun.Name + " (flat)");
            }
            foreach (var colour in noun.Paints)
            {
                painted.Add(Portrait(sprites.Of(noun, colour, false), size));
                paints.Add($"{colour} {noun.Name}");
            }
        }
        ContactSheet.Write(Path.Combine(folder, "nouns.png"), plain, size, 24, names);
        ContactSheet.Write(Path.Combine(folder, "paints.png"), painted, size, 24, paints);
    }

    /// <summary>Every place at every time of day and in every weather, without things.</summary>
    public static void Places(SceneComposer composer, string folder)
    {
        (Daytime Time, Weather Weather)[] lights =
        [
            (Daytime.Day, Weather.Clear), (Daytime.Dawn, Weather.Clear), (Daytime.Sunset, Weather.Clear), (Daytime.Night, Weather.Clear), (Daytime.Day, Weather.Rain),
            (Daytime.Day, Weather.Snow), (Daytime.Day, Weather.Fog), (Daytime.Day, Weather.Rainbow), (Daytime.Night, Weather.Storm),
        ];
        var scenes = Training.Scenes.Places.All.SelectMany(place => lights.Select(l => new Scene(place, l.Time, l.Weather, l.Time == Daytime.Night && l.Weather == Weather.Clear, Style.Cartoon, Relation.Alone, null, null, []))).ToList();
        ContactSheet.Write(Path.Combine(folder, "places.png"), [.. scenes.Select((s, i) => composer.Paint(s, new Random(i)))], composer.Size, lights.Length, [.. scenes.Select(s => $"{s.Place} {s.Daytime} {s.Weather}")]);
    }

    /// <summary>Eight scenes of every relation.</summary>
    public static void Relations(SceneComposer composer, string folder)
    {
        var found = Enum.GetValues<Relation>().ToDictionary(r => r, _ => new List<Scene>());
        for (var i = 0; found.Values.Any(list => list.Count < 8); i++)
        {
            var scene = SceneInventor.Invent(new Random(i * 7919), heldOut: false);
            if (found[scene.Relation].Count < 8) found[scene.Relation].Add(scene);
        }
        var scenes = found.Values.SelectMany(list => list).ToList();
        ContactSheet.Write(Path.Combine(folder, "relations.png"), [.. scenes.Select((s, i) => composer.Paint(s, new Random(i)))], composer.Size, 8, [.. scenes.Select((s, i) => CaptionWriter.Write(s, new Random(i)))]);
    }

    private static byte[] Portrait(Sprite sprite, int size)
    {
        var canvas = new Canvas(size);
        canvas.Pixels.Fill(Vector128.Create(0.9f, 0.93f, 0.96f, 1f));
        var height = Math.Min(size - 4, (size - 4) / sprite.Aspect);
        sprite.Paint(canvas, size / 2.0, size / 2.0 + height / 2, height, false, Vector128.Create(1f));
        return canvas.ToBytes();
    }
}
