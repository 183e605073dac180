namespace MuseSpark.Training.Scenes;

/// <summary>One drawing in its place, in units of 256: painted in the order of the list.</summary>
/// <param name="Waterline">What would lie below it is under water.</param>
public sealed record Placed(Thing Thing, Noun Noun, double Aspect, double X, double Foot, double Height, bool Mirrored, bool Shadow, double Waterline = double.MaxValue)
{
    public double Width => Height * Aspect;

    public double Top => Foot - Height;

    public Box Box => new(X - Width / 2, Top, X + Width / 2, Math.Min(Foot, Waterline));
}

/// <summary>Decides where the things of a scene stand and how large they are.</summary>
public sealed class SceneLayout(Scene scene, double floor, Func<Thing, double> aspectOf, Random random)
{
    private const double Edge = 252, Margin = 4;
    private readonly Ground _ground = Places.GroundOf(scene.Place);
    private readonly List<Placed> _placed = [];

    public IReadOnlyList<Placed> Arrange()
    {
        if (scene.Actor is not { } actor) return _placed;
        if (scene.Others.Length > 0) Row([.. scene.Things]);
        else if (scene.Companion is not { } companion) Stand(actor, 128 + Between(-14, 14), 160, 220, 1.22, Chance(0.5));
        else
            switch (scene.Relation)
            {
                case Relation.On or Relation.In: Carried(actor, companion); break;
                case Relation.Under: Under(actor, companion); break;
                case Relation.Above: Above(actor, companion); break;
                case Relation.Behind: Behind(actor, companion); break;
                case Relation.InFront: InFront(actor, companion); break;
                case Relation.Holding: Holding(actor, companion); break;
                default: Beside(actor, companion); break;
            }
        return _placed;
    }

    private void Beside(Thing actor, Thing companion)
    {
        var actorLeft = scene.Relation switch { Relation.LeftOf => true, Relation.RightOf => false, _ => Chance(0.4) };
        var (left, right) = actorLeft ? (actor, companion) : (companion, actor);
        Stand(left, 68 + Between(-4, 6), 142, 116, 1.02, Chance(0.9));
        Stand(right, 188 + Between(-6, 4), 142, 116, 1.02, Chance(0.1));
    }

    /// <summary>Three or four things side by side; a tall one stands behind the others.</summary>
    private void Row(Thing[] things)
    {
        var tall = things.FirstOrDefault(t => Belonging.IsTall(Nouns.Named(t.Noun)));
        var rest = things.Where(t => t != tall).ToArray();
        if (tall is not null) Stand(tall, rest.Length == 2 ? 128 : 90 + Between(0, 76), 176, 130, 1.1, false, lift: 18);
        var width = 252.0 / rest.Length;
        for (var i = 0; i < rest.Length; i++)
        {
            var x = rest.Length == 2 && tall is not null ? (i == 0 ? 56 : 200) : 2 + width * (i + 0.5);
            Stand(rest[i], x, rest.Length > 3 ? 96 : 116, Math.Min(width - 4, 100), 0.92, i < rest.Length / 2.0);
        }
    }

    private void Carried(Thing actor, Thing companion)
    {
        var noun = Nouns.Named(companion.Noun);
        var aspect = aspectOf(companion);
        var inside = scene.Relation == Relation.In;
        var seat = inside ? noun.Inside!.Value : noun.Seat!.Value;
        var below = Fit(companion, 116, 176, inside ? 1.35 : 1.1);
        var above = Fit(actor, 104, 120, 0.95);
        if (inside) above = Math.Min(above, below * aspect * 0.8 / aspectOf(actor));
        // Both together must leave room under the upper edge.
        var sunk = inside ? Math.Min(0.36 * above, (1 - seat) * below * 0.9) : 0;
        var tall = above - sunk + below * (1 - seat);
        if (tall > 200) (below, above, sunk) = (below * 200 / tall, above * 200 / tall, sunk * 200 / tall);
        var x = 128 + Between(-16, 16);
        var mirrored = Chance(0.5);
        var (foot, waterline) = Footing(noun, below);
        var carrier = new Placed(companion, noun, aspect, x, foot, below, mirrored, _ground != Ground.Water, waterline);
        var rider = new Placed(actor, Nouns.Named(actor.Noun), aspectOf(actor), x, carrier.Top + below * seat + sunk, above, mirrored, false);
        _placed.AddRange(inside ? [rider, carrier] : [carrier, rider]);
    }

    private void Under(Thing actor, Thing companion)
    {
        var noun = Nouns.Named(companion.Noun);
        if (noun.Is("lift"))
        {
            var height = Fit(actor, 112, 110, 0.95);
            var roof = Math.Min(104, 100 / aspectOf(companion));
            var x = 128 + Between(-20, 20);
            _placed.Add(new Placed(companion, noun, aspectOf(companion), x + 8, floor - height * 0.66, Math.Min(roof, floor - height * 0.66 - 8), false, false));
            _placed.Add(new Placed(actor, Nouns.Named(actor.Noun), aspectOf(actor), x, floor, height, Chance(0.5), true));
            return;
        }
        var side = Chance(0.5) ? 1 : -1;
        var tall = noun.Kind == NounKind.Furniture ? Math.Min(130, 200 / aspectOf(companion)) : Math.Min(200, 210 / aspectOf(companion));
        _placed.Add(new Placed(companion, noun, aspectOf(companion), 128 - side * 14, floor - 6, tall, false, true));
        var limit = noun.Kind == NounKind.Furniture ? tall * 0.6 : tall * 0.48;
        _placed.Add(new Placed(actor, Nouns.Named(actor.Noun), aspectOf(actor), 128 + side * (noun.Kind == NounKind.Furniture ? -10 : 32), floor + 8, Math.Min(Fit(actor, limit, 96, 0.9), limit), side > 0, true));
    }

    private void Above(Thing actor, Thing companion)
    {
        var x = 128 + Between(-24, 24);
        Stand(companion, x, 116, 200, 1, Chance(0.5));
        var top = _placed.Min(p => p.Top);
        var height = Math.Min(Fit(actor, 88, 120, 0.85), top - 14);
        _placed.Add(new Placed(actor, Nouns.Named(actor.Noun), aspectOf(actor), x + Between(-36, 36), top - 5, Math.Max(40, height), Chance(0.5), false));
    }

    private void Behind(Thing actor, Thing companion)
    {
        var x = 128 + Between(-14, 14);
        var height = Fit(actor, 146, 170, 1.1);
        _placed.Add(new Placed(actor, Nouns.Named(actor.Noun), aspectOf(actor), x, floor - 8, height, Chance(0.5), true));
        var noun = Nouns.Named(companion.Noun);
        var low = Math.Min(height * 0.5, Math.Max(50, Fit(companion, 80, 220, 1)));
        if (noun.Is("wide")) low = 62;
        _placed.Add(new Placed(companion, noun, aspectOf(companion), x + Between(-18, 18), floor + 12, low, false, true));
    }

    private void InFront(Thing actor, Thing companion)
    {
        var side = Chance(0.6) ? 1 : -1;
        Stand(companion, 128 - side * 32, 180, 180, 1.3, false, lift: 14);
        Stand(actor, 128 + side * 50, 116, 104, 0.95, side < 0, lift: -8);
    }

    private void Holding(Thing actor, Thing companion)
    {
        var noun = Nouns.Named(actor.Noun);
        var mirrored = Chance(0.4);
        var side = mirrored ? 1 : -1;
        var height = Fit(actor, 148, 150, 1.15);
        var upright = noun.Kind == NounKind.Person || noun.Is("body");
        var width = height * aspectOf(actor);
        var held = Fit(companion, 74, 74, 0.8);
        var lifted = Nouns.Named(companion.Noun).Is("lift");
        if (lifted) held *= 1.15;
        var reach = upright ? width * 0.36 : width * 0.5;
        var x = 128 - side * 24;
        var hand = floor - height * (upright ? 0.27 : 0.2);
        var heldX = x + side * (reach + held * aspectOf(companion) * (lifted ? 0.34 : 0.3));
        var foot = lifted ? hand : Math.Min(floor, hand + held * 0.42);
        _placed.Add(new Placed(actor, noun, aspectOf(actor), x, floor, height, mirrored, true));
        _placed.Add(Inside(new Placed(companion, Nouns.Named(companion.Noun), aspectOf(companion), heldX, foot, held, false, false)));
    }

    /// <summary>A thing, or as many of it as the scene counts, around x.</summary>
    private void Stand(Thing thing, double x, double tallest, double widest, double scale, bool mirrored, double lift = 0)
    {
        var noun = Nouns.Named(thing.Noun);
        var aspect = aspectOf(thing);
        var height = thing.Count == 1 ? Fit(thing, tallest, widest, scale) : Math.Min(Fit(thing, tallest, 250, scale * 0.9), widest / (aspect * (0.1 + 0.9 * thing.Count)));
        var turns = noun.IsAlive || noun.Kind is NounKind.Vehicle or NounKind.Boat;
        var (foot, waterline) = Footing(noun, height);
        for (var i = 0; i < thing.Count; i++)
        {
            var at = x + (i - (thing.Count - 1) / 2.0) * height * aspect * 0.94;
            var turned = turns && (thing.Count == 1 ? mirrored : i < thing.Count / 2.0 ? Chance(0.8) : Chance(0.2));
            _placed.Add(Inside(new Placed(thing, noun, aspect, at, foot - lift - (i % 2) * 5 * (thing.Count - 1), height, turned, foot == floor && _ground is not (Ground.Water or Ground.Deep), waterline)));
        }
    }

    /// <summary>Where a thing's lowest point lies: in the air, in the water or on the floor.</summary>
    private (double Foot, double Waterline) Footing(Noun noun, double height)
    {
        var high = scene.Companion is null ? 128 + height / 2 : 150 + height / 2;
        if (Belonging.Flies(noun) && _ground != Ground.Plain) return (Math.Min(floor - 28, high + Between(-24, 8)), double.MaxValue);
        if (Belonging.Flies(noun)) return (Math.Min(floor - 10, high), double.MaxValue);
        if (scene.Place == Place.Space) return (Math.Min(230, high + Between(-20, 20)), double.MaxValue);
        return _ground switch
        {
            Ground.Deep when noun.Kind == NounKind.Sea && !noun.Is("shore") || noun.Is("swims") || noun.Kind == NounKind.Boat => (Math.Min(floor - 8, high + Between(-20, 24)), double.MaxValue),
            Ground.Water when noun.Kind == NounKind.Boat => (floor + 6, floor + 2),
            Ground.Water when noun.Kind == NounKind.Building => (floor + 4, double.MaxValue),
            Ground.Water => (floor + height * (noun.Kind is NounKind.Sea or NounKind.Bird ? 0.14 : 0.3), floor + 2),
            _ => (floor, double.MaxValue),
        };
    }

    private double Fit(Thing thing, double tallest, double widest, double scale)
    {
        var natural = Math.Pow(Nouns.Named(thing.Noun).Height, 0.6) * Between(112, 120) * scale * (thing.Size switch { "small" => 0.7, "big" => 1.22, _ => 1 });
        return Math.Min(Math.Min(natural, tallest), widest / aspectOf(thing));
    }

    private static Placed Inside(Placed placed)
    {
        var half = placed.Width / 2;
        return placed with { X = Math.Clamp(placed.X, Math.Min(128, Margin + half), Math.Max(128, Edge - half)), Foot = Math.Max(placed.Foot, placed.Height + Margin) };
    }

    private double Between(double low, double high) => low + (high - low) * random.NextDouble();

    private bool Chance(double share) => random.NextDouble() < share;
}
