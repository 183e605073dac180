namespace MuseSpark.Training.Scenes;

/// <summary>Finds an actor its companion, and how they stand to each other.</summary>
internal static class Pairing
{
    private static readonly (Relation Relation, double Weight)[] Weights =
    [
        (Relation.Beside, 0.32), (Relation.LeftOf, 0.07), (Relation.RightOf, 0.07), (Relation.Holding, 0.13), (Relation.InFront, 0.12),
        (Relation.Behind, 0.05), (Relation.Under, 0.07), (Relation.On, 0.08), (Relation.Above, 0.07), (Relation.In, 0.05),
    ];

    // Many relations suit few companions, so each has its own urn.
    private static readonly Dictionary<Relation, WeightedNouns> Companions =
        Enum.GetValues<Relation>().ToDictionary(relation => relation, relation => new WeightedNouns(Nouns.All.Where(n => CanBe(relation, n)), Belonging.Weight));

    public static (Relation Relation, Noun Companion) Choose(Noun actor, Place place, Random random, bool free)
    {
        while (true)
        {
            var relation = Suits(actor, Relation.Above, place) && random.NextDouble() < 0.35 ? Relation.Above : PickRelation(random);
            if (!Suits(actor, relation, place)) continue;
            for (var tries = 0; tries < 30; tries++)
            {
                var companion = relation is Relation.Beside or Relation.LeftOf or Relation.RightOf && random.NextDouble() < 0.5 ? Belonging.Actor(random) : Companions[relation].Pick(random);
                if (!Suits(actor, relation, companion)) continue;
                // What an actor holds or sits in comes along to any place.
                var carried = relation is Relation.Holding or Relation.In || (relation == Relation.Under && companion.Is("lift")) || (relation == Relation.On && companion.Kind is not (NounKind.Building or NounKind.Sea or NounKind.Boat or NounKind.Sky));
                if (free ? Belonging.CanBe(companion, place) : carried || Belonging.Fits(companion, place)) return (relation, companion);
            }
        }
    }

    private static bool Suits(Noun actor, Relation relation, Place place)
    {
        var ground = Places.GroundOf(place);
        var walks = actor.Kind is NounKind.Animal or NounKind.Bird or NounKind.Person;
        return relation switch
        {
            Relation.Holding => walks && ground != Ground.Water,
            Relation.On => walks && ground is not (Ground.Deep or Ground.Space) && actor.Height < 1.3,
            Relation.In => walks && ground is not (Ground.Deep or Ground.Space) && actor.Height < 1.2,
            Relation.InFront or Relation.Behind => !Belonging.Flies(actor) && ground is not (Ground.Water or Ground.Deep) && place != Place.Space,
            Relation.Under => walks && ground is Ground.Land or Ground.Indoors,
            Relation.Above => (Belonging.Flies(actor) || actor.Is("fly")) && ground is not Ground.Deep,
            _ => true,
        };
    }

    private static bool CanBe(Relation relation, Noun companion) => relation switch
    {
        Relation.Holding => companion.Is("hold") && companion.Height < 1,
        Relation.On => companion.Seat is not null,
        Relation.In => companion.Inside is not null,
        Relation.InFront => !Belonging.Flies(companion) && !companion.IsAlive && companion.Height > 1,
        Relation.Behind => Belonging.IsLow(companion),
        Relation.Under => companion.Is("roof"),
        Relation.Above => !Belonging.Flies(companion),
        _ => true,
    };

    private static bool Suits(Noun actor, Relation relation, Noun companion) => relation switch
    {
        Relation.On => companion.Height > actor.Height * 0.55 && companion != actor,
        Relation.In => companion.Kind is NounKind.Boat or NounKind.Vehicle or NounKind.Furniture || actor.Height < 0.95,
        Relation.InFront => companion.Height > actor.Height,
        Relation.Behind => companion.Height < actor.Height,
        _ => true,
    };

    private static Relation PickRelation(Random random)
    {
        var at = random.NextDouble() * Weights.Sum(w => w.Weight);
        foreach (var (relation, weight) in Weights)
            if ((at -= weight) < 0) return relation;
        return Relation.Beside;
    }
}
