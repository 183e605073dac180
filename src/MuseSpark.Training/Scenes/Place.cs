namespace MuseSpark.Training.Scenes;

/// <summary>The backdrops; the place words of the captions are mapped onto them in Data/scenes/places.txt.</summary>
public enum Place
{
    Plain, Meadow, Hills, Forest, AutumnForest, SnowyForest, Jungle, Swamp, Mountains, Volcano, Desert, Polar, Cave,
    Beach, Island, Sea, Lake, River, Underwater, Harbour,
    Garden, Park, Playground, Farm, Village, City, Castle, Bridge, Circus, Station,
    Room, Kitchen, Bedroom, Library, Classroom, Attic,
    Clouds, Moon, Space,
}

/// <summary>What feet stand on: it decides which things belong there.</summary>
public enum Ground { Plain, Land, Water, Deep, Indoors, Air, Space }

public static class Places
{
    public static readonly IReadOnlyList<Place> All = Enum.GetValues<Place>();

    public static Ground GroundOf(Place place) => place switch
    {
        Place.Plain => Ground.Plain,
        Place.Sea or Place.Lake or Place.River or Place.Harbour => Ground.Water,
        Place.Underwater => Ground.Deep,
        Place.Room or Place.Kitchen or Place.Bedroom or Place.Library or Place.Classroom or Place.Attic => Ground.Indoors,
        Place.Clouds => Ground.Air,
        Place.Moon or Place.Space => Ground.Space,
        _ => Ground.Land,
    };

    /// <summary>Whether the sky of the place shows a time of day and weather.</summary>
    public static bool HasSky(Place place) => place is not (Place.Plain or Place.Underwater or Place.Cave or Place.Moon or Place.Space);
}
