namespace MuseSpark.Training.Scenes;

/// <summary>What captions call the places.</summary>
internal static class PlaceWords
{
    private static readonly Dictionary<Place, (string[] Names, string[] Phrases)> Table =
        SceneData.Rows("places.txt").ToDictionary(row => Enum.Parse<Place>(row[0]), row => (SceneData.List(row[1]), SceneData.List(row[2])));

    /// <summary>"forest", "dark forest": to stand alone or after an article.</summary>
    public static string[] Names(Place place) => Table[place].Names;

    /// <summary>"in a dark forest", "among the trees".</summary>
    public static string[] Phrases(Place place) => Table[place].Phrases;
}
