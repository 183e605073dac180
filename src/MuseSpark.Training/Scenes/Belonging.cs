namespace MuseSpark.Training.Scenes;

/// <summary>Which things belong where: fish in water, boats on it, cars on roads, nothing that swims in a bedroom.</summary>
internal static class Belonging
{
    // How often stories speak of a noun of the kind.
    private static readonly Dictionary<NounKind, double> Shares = new()
    {
        [NounKind.Animal] = 1.2,
        [NounKind.Bird] = 1,
        [NounKind.Flier] = 1,
        [NounKind.Sea] = 1,
        [NounKind.Boat] = 1,
        [NounKind.Person] = 1,
        [NounKind.Building] = 0.8,
        [NounKind.Plant] = 0.8,
        [NounKind.Sky] = 0.7,
        [NounKind.Food] = 0.5,
        [NounKind.Item] = 0.5,
        [NounKind.Toy] = 0.8,
        [NounKind.Furniture] = 0.8,
        [NounKind.Vehicle] = 0.8,
        [NounKind.Aircraft] = 1,
    };

    private static readonly WeightedNouns Everything = new(Nouns.All, Weight);
    private static readonly WeightedNouns Actors = new(Nouns.All.Where(n => n.IsAlive || n.Kind is NounKind.Vehicle or NounKind.Aircraft or NounKind.Boat), Weight);

    /// <summary>Any noun, by how often stories speak of its kind.</summary>
    public static Noun Any(Random random) => Everything.Pick(random);

    /// <summary>One that can be the hero of a scene.</summary>
    public static Noun Actor(Random random) => Actors.Pick(random);

    public static double Weight(Noun noun) => Shares[noun.Kind] * (noun.Is("core") ? 6 : noun.Is("rare") ? 0.2 : 1);

    public static bool IsTall(Noun noun) => noun.Height >= 1.3 && noun.Kind is NounKind.Building or NounKind.Plant || (noun.Is("roof") && noun.Height > 1.2);

    /// <summary>Something to stand behind and look over.</summary>
    public static bool IsLow(Noun noun) =>
        noun.Height is >= 0.6 and < 0.95 && !noun.IsAlive && (noun.Kind is NounKind.Building or NounKind.Furniture || noun.Seat is not null || noun.Inside is not null || noun.Name is "bush" or "treasure chest" or "campfire");

    public static bool Flies(Noun noun) => noun.Kind is NounKind.Flier or NounKind.Aircraft or NounKind.Sky || (noun.Is("fly") && !noun.IsAlive);

    public static bool Fits(Noun noun, Place place)
    {
        if (noun.Home.Contains(place)) return true;
        var ground = Places.GroundOf(place);
        if (ground == Ground.Plain) return true;
        return noun.Kind switch
        {
            NounKind.Animal or NounKind.Bird => ground == Ground.Land || (ground == Ground.Indoors && noun.Height < 1.2) || (ground == Ground.Water && noun.Is("float")) || (ground == Ground.Air && noun.Is("fly")),
            NounKind.Person => ground is Ground.Land or Ground.Indoors || (ground == Ground.Air && noun.Is("fly")),
            NounKind.Flier => ground is Ground.Land or Ground.Air,
            NounKind.Sea => ground == Ground.Deep || (ground == Ground.Water && noun.Is("surface")) || (noun.Is("shore") && place is Place.Beach or Place.Island),
            NounKind.Boat => ground == Ground.Water && place != Place.River,
            NounKind.Building => ground == Ground.Land && place is not (Place.Cave or Place.Bridge or Place.Station),
            NounKind.Plant => (ground == Ground.Land && place is not (Place.Cave or Place.Bridge or Place.Station or Place.Volcano)) || (ground == Ground.Indoors && noun.Is("hold")),
            NounKind.Food or NounKind.Item or NounKind.Toy => ground is Ground.Land or Ground.Indoors,
            NounKind.Furniture => ground == Ground.Indoors,
            NounKind.Vehicle => place is Place.City or Place.Village or Place.Farm or Place.Desert or Place.Hills or Place.Beach or Place.Park or Place.Mountains or Place.Bridge or Place.Castle or Place.Station,
            NounKind.Aircraft => ground is Ground.Land or Ground.Air or Ground.Water && place != Place.Cave,
            NounKind.Sky => ground is Ground.Air or Ground.Space || (ground is Ground.Land or Ground.Water && place != Place.Cave && !noun.Home.Contains(Place.Space)),
            _ => false,
        };
    }

    /// <summary>What may happen in the free pairs: everything but land things floating in the deep.</summary>
    public static bool CanBe(Noun noun, Place place) =>
        Places.GroundOf(place) switch { Ground.Deep => noun.Height < 1.3, Ground.Space => noun.Height < 1.4, Ground.Indoors => noun.Height < 1.3, _ => true };
}
