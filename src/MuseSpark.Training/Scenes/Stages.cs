using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

/// <summary>A backdrop ready to be painted on: sky, scenery with a transparent sky, where feet stand, and where sun and moon may hang.</summary>
public sealed record Stage(Layer? Sky, Layer Scenery, double Floor, double[] SkyPlaces);

/// <summary>Backdrops rasterised once: a few views of every place in every light, and layers of rain, snow and fog.</summary>
public sealed class Stages(int size)
{
    public const int Views = 6;

    private readonly Dictionary<(Place, Mood, int), (Layer Layer, double Floor, double[] SkyPlaces)> _scenery = [];
    private readonly Dictionary<(Mood, int), Layer> _skies = [];
    private readonly Dictionary<(Weather, int), Layer> _weather = [];

    public static void Draw(Place place, ScenePen pen)
    {
        Action<ScenePen> draw = place switch
        {
            Place.Plain => Skies.Plain,
            Place.Clouds => Skies.Clouds,
            Place.Moon => Skies.Moon,
            Place.Space => Skies.Space,
            Place.Meadow => Countryside.Meadow,
            Place.Hills => Countryside.Hills,
            Place.Forest => Countryside.Forest,
            Place.AutumnForest => Countryside.AutumnForest,
            Place.SnowyForest => Countryside.SnowyForest,
            Place.Jungle => Countryside.Jungle,
            Place.Swamp => Countryside.Swamp,
            Place.Mountains => Countryside.Mountains,
            Place.Volcano => Countryside.Volcano,
            Place.Desert => Countryside.Desert,
            Place.Polar => Countryside.Polar,
            Place.Cave => Countryside.Cave,
            Place.Beach => Waterside.Beach,
            Place.Island => Waterside.Island,
            Place.Sea => Waterside.Sea,
            Place.Lake => Waterside.Lake,
            Place.River => Waterside.River,
            Place.Underwater => Waterside.Underwater,
            Place.Harbour => Waterside.Harbour,
            Place.Garden => Settlements.Garden,
            Place.Park => Settlements.Park,
            Place.Playground => Settlements.Playground,
            Place.Farm => Settlements.Farm,
            Place.Village => Settlements.Village,
            Place.City => Settlements.City,
            Place.Castle => Settlements.Castle,
            Place.Bridge => Settlements.Bridge,
            Place.Circus => Settlements.Circus,
            Place.Station => Settlements.Station,
            Place.Room => Interiors.Room,
            Place.Kitchen => Interiors.Kitchen,
            Place.Bedroom => Interiors.Bedroom,
            Place.Library => Interiors.Library,
            Place.Classroom => Interiors.Classroom,
            Place.Attic => Interiors.Attic,
            _ => throw new ArgumentOutOfRangeException(nameof(place), place, "This place has no backdrop."),
        };
        draw(pen);
    }

    public Stage Of(Place place, Mood mood, int view)
    {
        if (!_scenery.TryGetValue((place, mood, view), out var scenery))
        {
            var pen = new ScenePen(mood, new Random((int)place * 1009 + view * 31 + 7));
            Draw(place, pen);
            _scenery[(place, mood, view)] = scenery = (Layer.FromSvg(pen.Svg, size / 256.0), pen.Floor, pen.SkyPlaces);
        }
        var open = Places.HasSky(place) && Places.GroundOf(place) != Ground.Indoors;
        return new Stage(open ? Sky(mood, view) : null, scenery.Layer, scenery.Floor, scenery.SkyPlaces);
    }

    /// <summary>Rain, snow or fog in front of everything.</summary>
    public Layer Falling(Weather weather, int view)
    {
        if (_weather.TryGetValue((weather, view), out var layer)) return layer;
        var pen = new ScenePen(default, new Random(view * 77 + (int)weather));
        SkySigns.Falling(weather, pen);
        return _weather[(weather, view)] = Layer.FromSvg(pen.Svg, size / 256.0);
    }

    private Layer Sky(Mood mood, int view)
    {
        if (_skies.TryGetValue((mood, view), out var sky)) return sky;
        var pen = new ScenePen(mood, new Random(view * 13 + 5));
        Skies.Behind(pen);
        return _skies[(mood, view)] = Layer.FromSvg(pen.Svg, size / 256.0);
    }
}
