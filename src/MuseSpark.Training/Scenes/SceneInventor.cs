namespace MuseSpark.Training.Scenes;

/// <summary>
/// Invents scenes: a fifth are portraits, nearly half show two things, a fifth one thing in a place, a tenth three or four things, and a
/// twentieth nobody. Things stand where they belong, but one pair in ten is free, so that composing is learned and not only habit.
/// </summary>
public static class SceneInventor
{
    private const double Free = 0.1;

    /// <param name="heldOut">True for a scene with a held-out pair, false for one without; scenes to train on have none.</param>
    public static Scene Invent(Random random, bool heldOut)
    {
        for (var tries = 0; ; tries++)
        {
            var scene = Invent(random);
            if (HeldOutPairs.Contains(scene) == heldOut) return scene;
            // Only scenes of several things can hold a pair; one scene in a dozen of those does.
            if (heldOut && tries > 2000) throw new InvalidOperationException("No held-out pair turned up.");
        }
    }

    private static Scene Invent(Random random) => random.NextDouble() switch
    {
        < 0.20 => Portrait(random),
        < 0.65 => Pair(random),
        < 0.85 => InPlace(random),
        < 0.95 => Company(random),
        _ => Complete(new Scene(Pick(Places.All.Where(p => p is not Place.Plain).ToArray(), random), default, default, false, default, Relation.Alone, null, null, []), random),
    };

    private static Scene Portrait(Random random)
    {
        var noun = Belonging.Any(random);
        Place[] simple = [Place.Meadow, Place.Hills, Place.Room, Place.Beach, Place.Desert, Place.SnowyForest];
        var homes = simple.Where(place => Belonging.Fits(noun, place)).ToArray();
        var place = homes.Length == 0 || random.NextDouble() < 0.6 ? Place.Plain : Pick(homes, random);
        return Complete(new Scene(place, default, default, false, default, Relation.Alone, Dress(noun, random, mayBeMany: false), null, []), random);
    }

    private static Scene InPlace(Random random)
    {
        var noun = Belonging.Any(random);
        return Complete(new Scene(PlaceOf(noun, random), default, default, false, default, Relation.Alone, Dress(noun, random, mayBeMany: true), null, []), random);
    }

    private static Scene Pair(Random random)
    {
        var actor = Belonging.Actor(random);
        var place = PlaceOf(actor, random);
        var (relation, companion) = Pairing.Choose(actor, place, random, free: random.NextDouble() < Free);
        var many = relation is Relation.Beside or Relation.LeftOf or Relation.RightOf;
        var other = Dress(companion, random, mayBeMany: many);
        var first = Dress(actor, random, mayBeMany: many && other.Count == 1);
        // Two of a kind are told as a count, unless colours tell them apart.
        if (actor == companion && first.Colour == other.Colour) return Pair(random);
        return Complete(new Scene(place, default, default, false, default, relation, first, other, []), random);
    }

    private static Scene Company(Random random)
    {
        var actor = Belonging.Actor(random);
        var place = PlaceOf(actor, random);
        var nouns = new List<Noun> { actor };
        for (var tries = 0; nouns.Count < (random.NextDouble() < 0.7 ? 3 : 4) && tries < 60; tries++)
        {
            var next = random.NextDouble() < 0.5 ? Belonging.Actor(random) : Belonging.Any(random);
            if (nouns.Contains(next) || (random.NextDouble() > Free && !Belonging.Fits(next, place))) continue;
            // One tall thing stands behind the others; a second would hide it.
            if (Belonging.IsTall(next) && nouns.Any(Belonging.IsTall)) continue;
            nouns.Add(next);
        }
        if (nouns.Count < 3) return Company(random);
        var things = nouns.Select(n => Dress(n, random, mayBeMany: false)).ToArray();
        return Complete(new Scene(place, default, default, false, default, Relation.Beside, things[0], things[1], things[2..]), random);
    }

    private static Place PlaceOf(Noun noun, Random random)
    {
        if (noun.Home.Length > 0 && random.NextDouble() < 0.45) return Pick(noun.Home, random);
        var free = random.NextDouble() < Free;
        var fitting = Places.All.Where(place => place != Place.Plain && (free ? Belonging.CanBe(noun, place) : Belonging.Fits(noun, place))).ToArray();
        return fitting.Length > 0 ? Pick(fitting, random) : Pick(noun.Home, random);
    }

    /// <summary>Gives a scene its time, weather and style.</summary>
    private static Scene Complete(Scene scene, Random random)
    {
        var time = random.NextDouble() switch { < 0.5 => Daytime.Day, < 0.6 => Daytime.Dawn, < 0.74 => Daytime.Sunset, _ => Daytime.Night };
        if (scene.Place == Place.Plain) time = random.NextDouble() < 0.9 ? Daytime.Day : Daytime.Night;
        else if (!Places.HasSky(scene.Place)) time = Places.GroundOf(scene.Place) == Ground.Space ? Daytime.Night : Daytime.Day;

        var indoors = Places.GroundOf(scene.Place) == Ground.Indoors;
        var weather = random.NextDouble() switch
        {
            < 0.62 => Weather.Clear,
            < 0.69 => Weather.Clouds,
            < 0.79 => Weather.Rain,
            < 0.86 => Weather.Snow,
            < 0.91 => Weather.Fog,
            < 0.96 => Weather.Rainbow,
            _ => Weather.Storm,
        };
        var winter = scene.Place is Place.SnowyForest or Place.Polar;
        if (winter && weather is Weather.Clear or Weather.Rain) weather = random.NextDouble() < 0.4 ? Weather.Snow : Weather.Clear;
        if (weather == Weather.Rainbow && time == Daytime.Night) weather = Weather.Clear;
        if (weather == Weather.Snow && scene.Place is Place.Desert or Place.Jungle or Place.Beach or Place.Island or Place.Volcano or Place.Clouds or Place.Swamp) weather = Weather.Clear;
        if (weather is Weather.Rain or Weather.Storm or Weather.Fog && scene.Place == Place.Clouds) weather = Weather.Clear;
        if (!Places.HasSky(scene.Place) || (indoors && weather is not (Weather.Rain or Weather.Snow))) weather = Weather.Clear;

        var moon = time == Daytime.Night && weather == Weather.Clear && Places.HasSky(scene.Place) && !indoors && random.NextDouble() < 0.72;
        var style = random.NextDouble() switch { < 0.7 => Style.Cartoon, < 0.82 => Style.Flat, < 0.92 => Style.Watercolor, _ => Style.Pencil };
        if (style == Style.Flat && scene.Things.Any(t => Nouns.Named(t.Noun).Flat is null)) style = Style.Cartoon;
        return scene with { Daytime = time, Weather = weather, Moon = moon, Style = style };
    }

    private static Thing Dress(Noun noun, Random random, bool mayBeMany)
    {
        string? colour = null;
        if (noun.Paints.Length > 0 && random.NextDouble() < 0.32) colour = Pick(noun.Paints, random);
        // Animals in colours that no animal has: children ask for blue foxes.
        else if (noun.Kind is NounKind.Animal or NounKind.Bird && random.NextDouble() < 0.05)
            colour = Pick(["red", "blue", "green", "yellow", "purple", "pink", "orange"], random);
        var size = random.NextDouble() switch { < 0.12 => "small", < 0.22 => "big", _ => null };
        var count = mayBeMany && !noun.Is("many") && !noun.Is("wide") && noun.Height < 1.3 && random.NextDouble() < 0.14 ? random.NextDouble() < 0.65 ? 2 : 3 : 1;
        return new Thing(noun.Name, colour, size, count);
    }

    private static T Pick<T>(T[] options, Random random) => options[random.Next(options.Length)];
}
