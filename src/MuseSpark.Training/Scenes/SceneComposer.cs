using System.Runtime.Intrinsics;
using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

/// <summary>Invents a scene and paints it; the same seed and number give the same scene on every machine.</summary>
public sealed class SceneComposer(SpriteSheet sprites, int size)
{
    private static readonly Vector128<float> Glowing = Vector128.Create(1f, 0.9f, 0.5f, 1f), Black = Vector128.Create(0f, 0f, 0f, 1f);
    private readonly Stages _stages = new(size);

    public int Size => size;

    public (Scene Scene, byte[] Pixels) Compose(int seed, int number)
    {
        var random = Generator(seed, number);
        var scene = SceneInventor.Invent(random, heldOut: number < HeldOutPairs.Scenes && number % 2 == 1);
        return (scene, Paint(scene, random));
    }

    /// <summary>Paints a scene as (size, size, 3) RGB bytes.</summary>
    public byte[] Paint(Scene scene, Random random)
    {
        var unit = size / 256.0;
        var canvas = new Canvas(size);
        var mood = Mood.Of(scene);
        var stage = _stages.Of(scene.Place, mood, random.Next(Stages.Views));
        var placed = new SceneLayout(scene, stage.Floor, thing => Sprite(thing, scene).Aspect, random).Arrange();

        if (stage.Sky is not null)
        {
            canvas.Blend(stage.Sky);
            SkySigns.Behind(canvas, scene, stage, [.. placed.Select(p => p.Box)], random);
        }
        canvas.Blend(stage.Scenery);
        var fog = scene.Daytime == Daytime.Night ? 0.5f : 1f;
        if (scene.Weather == Weather.Fog) canvas.Blend(_stages.Falling(Weather.Fog, random.Next(4)), fog);

        var light = Light(scene);
        foreach (var p in placed)
        {
            if (p.Shadow) canvas.Glow(p.X * unit, (p.Foot - 2) * unit, p.Width * 0.46 * unit, 8 * unit, Black, 0.3);
            if (p.Noun.Is("glow")) canvas.Glow(p.X * unit, (p.Foot - p.Height / 2) * unit, p.Height * unit, p.Height * unit, Glowing, scene.Daytime == Daytime.Night ? 0.6 : 0.25);
            Sprite(p.Thing, scene).Paint(canvas, p.X * unit, p.Foot * unit, p.Height * unit, p.Mirrored, p.Noun.Is("glow") ? Vector128.Create(1f) : light, p.Waterline * unit);
            if (p.Waterline < 256) canvas.Glow(p.X * unit, p.Waterline * unit, p.Width * 0.55 * unit, 5 * unit, Vector128.Create(0.9f, 0.97f, 1f, 1f), 0.55);
        }
        if (scene.Weather is Weather.Rain or Weather.Storm or Weather.Snow && stage.Sky is not null) canvas.Blend(_stages.Falling(scene.Weather, random.Next(8)));
        if (scene.Weather == Weather.Fog) canvas.Blend(_stages.Falling(Weather.Fog, random.Next(4)), 0.3f * fog);
        return (scene.Style switch
        {
            Style.Watercolor => PaperFilters.Watercolor(canvas, random),
            Style.Pencil => PaperFilters.Pencil(canvas, random),
            _ => canvas,
        }).ToBytes();
    }

    private Sprite Sprite(Thing thing, Scene scene) => sprites.Of(Nouns.Named(thing.Noun), thing.Colour, scene.Style == Style.Flat);

    private static Vector128<float> Light(Scene scene)
    {
        if (!Places.HasSky(scene.Place)) return scene.Place == Place.Cave ? Vector128.Create(0.92f, 0.88f, 0.96f, 1f) : Vector128.Create(1f);
        var indoors = Places.GroundOf(scene.Place) == Ground.Indoors;
        var light = scene.Daytime switch
        {
            Daytime.Night => indoors ? Vector128.Create(0.95f, 0.91f, 0.93f, 1f) : Vector128.Create(0.8f, 0.84f, 0.98f, 1f),
            Daytime.Sunset => Vector128.Create(1f, 0.93f, 0.9f, 1f),
            Daytime.Dawn => Vector128.Create(1f, 0.97f, 0.95f, 1f),
            _ => Vector128.Create(1f),
        };
        return Mood.Of(scene).Gray && !indoors ? light * Vector128.Create(0.91f, 0.93f, 0.96f, 1f) : light;
    }

    /// <summary>Seeds that differ by one give generators that begin alike, so the number is stirred first (the finaliser of MurmurHash3).</summary>
    private static Random Generator(int seed, int number)
    {
        var hash = (uint)number * 2654435761u ^ (uint)seed * 0x9E3779B9u;
        hash = (hash ^ hash >> 16) * 0x85EBCA6Bu;
        hash = (hash ^ hash >> 13) * 0xC2B2AE35u;
        return new Random((int)(hash ^ hash >> 16));
    }
}
