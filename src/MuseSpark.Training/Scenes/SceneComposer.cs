using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

/// <summary>
/// Invents a scene and paints it. The same seed gives the same scene. The stage is kept simple on purpose: the actor stands in the
/// middle, or at the right with the companion at the left, sun and moon hang at the left, and every place has four views at a time
/// of day. What the caption cannot tell varies little, so a small model need not spend its training on it.
/// </summary>
public sealed class SceneComposer(SpriteSheet sprites)
{
    private const int Views = 4;
    private const double SkyX = 54;
    private readonly Dictionary<(Place, Daytime, bool, int), (Canvas Canvas, double Ground)> _stages = [];

    private static readonly Noun[] Actors = [.. Nouns.All.Where(n => n.IsActor)];
    private static readonly Noun[] Swimmers = [.. Nouns.All.Where(n => n.Kind == NounKind.Water && n.Name != "boat")];
    private static readonly Noun[] Holdable = [.. Nouns.All.Where(n => n.Kind == NounKind.Item || n.Name is "balloon" or "kite" or "flower" or "sunflower" or "apple")];
    private static readonly Noun[] Tall = [.. Nouns.All.Where(n => n.Kind == NounKind.Building || n.Name is "pine tree" or "tree" or "palm tree")];
    private static readonly Noun[] Fliers = [.. Nouns.All.Where(n => n.Kind == NounKind.Flying || n.Name is "bird" or "owl" or "dragon")];
    private static readonly Noun[] Companions = [.. Nouns.All.Where(n => n.Kind is not (NounKind.Water or NounKind.Flying))];
    private static readonly Noun[] Furnishing = [.. Nouns.All.Where(n => n.Kind == NounKind.Item)];

    public (Scene Scene, byte[] Pixels) Compose(int size, Random random)
    {
        var scene = Invent(random);
        return (scene, Paint(scene, size, random));
    }

    public static Scene Invent(Random random)
    {
        var place = (Place)random.Next(12);
        var time = place switch
        {
            Place.Space => Daytime.Night,
            Place.Underwater => Daytime.Day,
            _ => random.NextDouble() switch { < 0.42 => Daytime.Day, < 0.58 => Daytime.Sunset, < 0.87 => Daytime.Night, _ => Daytime.Rain },
        };
        var moon = time == Daytime.Night && random.NextDouble() < 0.7;
        if (random.NextDouble() < 0.04) return new Scene(place, time, Relation.Alone, null, null, moon);

        var afloat = place is Place.Sea or Place.Underwater;
        if (place == Place.Underwater && random.NextDouble() < 0.85)
            return WithCompanion(place, time, random, Pick(Swimmers, random), Pick(Swimmers, random), moon, random.NextDouble() < 0.55 ? Relation.Alone : Relation.Beside);
        if (place == Place.Sea)
        {
            var chance = random.NextDouble();
            if (chance < 0.4) return WithCompanion(place, time, random, Pick(Actors, random), Nouns.Named("boat"), moon, Relation.InBoat);
            var floating = chance < 0.65 ? Nouns.Named("boat") : chance < 0.85 ? Nouns.Named("whale") : Pick([Nouns.Named("duck"), Nouns.Named("fish"), Nouns.Named("lighthouse")], random);
            return WithCompanion(place, time, random, floating, Pick(Fliers, random), moon, random.NextDouble() < 0.6 ? Relation.Alone : Relation.Over);
        }
        if (random.NextDouble() < 0.17 && !afloat)
        {
            // A thing as the hero: a lighthouse on the beach, a red balloon over the meadow.
            var heroes = place is Place.Room ? Furnishing : Nouns.All.Where(n => !n.IsActor && n.Kind != NounKind.Water).ToArray();
            return WithCompanion(place, time, random, Pick(heroes, random), null, moon, Relation.Alone);
        }

        var actor = Pick(Actors, random);
        var relation = random.NextDouble() switch
        {
            < 0.46 => Relation.Alone,
            < 0.71 => Relation.Beside,
            < 0.82 => Relation.Holding,
            < 0.90 => Relation.Before,
            < 0.94 => Relation.Under,
            _ => Relation.Over,
        };
        if (place is Place.Room or Place.Underwater or Place.Space && relation is Relation.Before or Relation.Under) relation = Relation.Beside;
        var companion = relation switch
        {
            Relation.Holding => Pick(Holdable, random),
            Relation.Before => Pick(Tall, random),
            Relation.Under => Pick([Nouns.Named("tree"), Nouns.Named("pine tree"), Nouns.Named("umbrella"), Nouns.Named("palm tree")], random),
            Relation.Over => Pick(Fliers, random),
            Relation.Beside when place is Place.Room => random.Next(2) == 0 ? Pick(Furnishing, random) : Pick(Actors, random),
            Relation.Beside => random.NextDouble() < 0.6 ? Pick(Actors, random) : Pick(Companions, random),
            _ => null,
        };
        return WithCompanion(place, time, random, actor, companion, moon, relation);
    }

    private static Scene WithCompanion(Place place, Daytime time, Random random, Noun actor, Noun? companion, bool moon, Relation relation)
    {
        if (relation == Relation.Alone || companion == actor) return new Scene(place, time, Relation.Alone, Dress(actor, random), null, moon);
        return new Scene(place, time, relation, Dress(actor, random), companion is null ? null : Dress(companion, random), moon);
    }

    private static Thing Dress(Noun noun, Random random)
    {
        var colour = noun.Paints.Length > 0 && random.NextDouble() < 0.25 ? Pick(noun.Paints, random) : null;
        var size = random.NextDouble() switch { < 0.15 => "small", < 0.27 => "big", _ => null };
        return new Thing(noun.Name, colour, size);
    }

    /// <summary>Paints a scene as (size, size, 3) RGB bytes.</summary>
    public byte[] Paint(Scene scene, int size, Random random)
    {
        double Between(double low, double high) => low + (high - low) * random.NextDouble();
        var unit = size / 256.0;
        var paired = scene.Relation is Relation.Beside or Relation.Before or Relation.Holding;
        var actorX = 128 + (paired ? Between(40, 46) : Between(-6, 6));
        var (stage, ground) = Stage(scene, random.Next(Views), size);
        var canvas = stage.Copy();
        var foot = Math.Min(248, ground + Between(36, 42));
        var light = scene.Daytime switch
        {
            Daytime.Night when scene.Place is not Place.Space => (0.82f, 0.85f, 0.97f),
            Daytime.Rain => (0.9f, 0.93f, 0.96f),
            Daytime.Sunset => (1f, 0.93f, 0.9f),
            _ => (1f, 1f, 1f),
        };

        void Put(Thing thing, double x, double foot, double height, bool shadow, bool mirrored = false)
        {
            var noun = Nouns.Named(thing.Noun);
            var sprite = sprites.Of(noun, thing.Colour);
            var width = height * sprite.Aspect;
            if (width > 190) (height, width) = (height * 190 / width, 190);
            x = Math.Clamp(x, Math.Min(128, width / 2 + 3), Math.Max(128, 253 - width / 2));
            foot = Math.Max(foot, height + 4);
            if (shadow) canvas.Glow(x * unit, (foot - 2) * unit, width * 0.45 * unit, 8 * unit, (0, 0, 0), 0.3);
            if (noun.Name is "lantern" or "star") canvas.Glow(x * unit, (foot - height / 2) * unit, height * unit, height * unit, (1f, 0.9f, 0.5f), scene.Daytime == Daytime.Night ? 0.6 : 0.25);
            sprite.Paint(canvas, x * unit, foot * unit, height * unit, mirrored, light);
        }

        double Height(Thing thing, double tallest)
        {
            var natural = Math.Pow(Nouns.Named(thing.Noun).Height, 0.6) * Between(122, 128);
            return Math.Min(tallest, natural * (thing.Size switch { "small" => 0.74, "big" => 1.2, _ => 1 }));
        }

        if (scene.Actor is not { } actor) return canvas.ToBytes();
        var actorNoun = Nouns.Named(actor.Noun);
        var floats = actorNoun.Kind == NounKind.Flying || (scene.Place == Place.Underwater && actorNoun.Name is not "crab");
        if (scene.Companion is not { } companion)
        {
            if (floats) foot -= Between(36, 44);
            Put(actor, actorX, foot, Height(actor, 190) * 1.12, !floats && scene.Place != Place.Sea);
            return canvas.ToBytes();
        }

        // The drawings look to the left; a living companion at the left looks back at the actor.
        var companionX = 256 - actorX - Between(0, 4);
        var facing = Nouns.Named(companion.Noun).IsActor;
        switch (scene.Relation)
        {
            case Relation.Beside:
                Put(companion, companionX - 6, foot - (scene.Place == Place.Underwater ? 24 : 6), Height(companion, 150), scene.Place != Place.Underwater, facing);
                Put(actor, actorX + 6, foot - (floats ? 12 : 0), Height(actor, 150), !floats);
                break;
            case Relation.Holding:
                var height = Height(actor, 165);
                var reach = height * sprites.Of(actorNoun, actor.Colour).Aspect * 0.5;
                Put(actor, actorX, foot, height, true);
                Put(companion, actorX - reach - 10, foot - height * (companion.Noun is "balloon" or "kite" or "umbrella" ? 0.5 : 0.14), Height(companion, 90) * 0.72, false);
                break;
            case Relation.Before:
                Put(companion, companionX, foot - 20, Height(companion, 190) * 1.25, true);
                Put(actor, actorX, foot, Height(actor, 140), true);
                break;
            case Relation.Under:
                var small = companion.Noun == "umbrella";
                Put(companion, 128, small ? foot - Height(actor, 120) * 0.72 : foot - 10, small ? 96 : 205, !small);
                Put(actor, small ? 128 : 162, foot, Height(actor, 118) * 0.95, true);
                break;
            case Relation.Over:
                Put(companion, 92, 106, Height(companion, 84) * 0.8, false, facing);
                Put(actor, actorX + 20, foot, Height(actor, 130), scene.Place != Place.Sea);
                break;
            case Relation.InBoat:
                Put(actor, actorX, foot - 12, Height(actor, 140), false);
                sprites.RowingBoat.Paint(canvas, actorX * unit, (foot + 14) * unit, 58 * unit, false, light);
                break;
        }
        return canvas.ToBytes();
    }

    private (Canvas Canvas, double Ground) Stage(Scene scene, int view, int size)
    {
        var key = (scene.Place, scene.Daytime, scene.Moon, view);
        if (_stages.TryGetValue(key, out var stage)) return stage;
        var seed = (((int)scene.Place * 8) + (int)scene.Daytime) * Views + view;
        var drop = Backdrop.Draw(scene.Place, scene.Daytime, scene.Moon, SkyX, new Random(seed));
        return _stages[key] = (Canvas.FromSvg(drop.Svg, size), drop.Ground);
    }

    private static T Pick<T>(IReadOnlyList<T> options, Random random) => options[random.Next(options.Count)];
}
