namespace MuseSpark.Training.Scenes;

public enum NounKind { Animal, Bird, Flier, Sea, Boat, Person, Building, Plant, Sky, Food, Item, Toy, Furniture, Vehicle, Aircraft }

/// <summary>One thing the picture model can draw; the tags are explained at the top of the table.</summary>
/// <param name="Noto">Its drawing in Noto, or "@name" for one of our own.</param>
/// <param name="Flat">Its drawing in Fluent flat, or null.</param>
/// <param name="Height">Usual height beside a fox, which is 1.</param>
/// <param name="Synonyms">Other words that mean the same drawing.</param>
/// <param name="OwnColours">Colour words that fit the drawing as it is.</param>
/// <param name="Paints">Colours the drawing may be repainted in.</param>
public sealed record Noun(
    string Name, NounKind Kind, string Noto, string? Flat, double Height, string[] Synonyms, string[] OwnColours, string[] Paints, Dictionary<string, string> Tags)
{
    public Place[] Home { get; } = Tags.TryGetValue("at", out var places) ? [.. places.Split(',').Select(Enum.Parse<Place>)] : [];

    public string Plural { get; } = Tags.GetValueOrDefault("plural") ?? Pluralised(Name);

    public bool IsAlive => Kind is NounKind.Animal or NounKind.Bird or NounKind.Flier or NounKind.Sea or NounKind.Person;

    public bool IsOwnDrawing => Noto[0] == '@';

    /// <summary>Share of its height, from the top, where others stand on it or sit in it.</summary>
    public double? Seat { get; } = Share(Tags, "seat");

    public double? Inside { get; } = Share(Tags, "inside");

    public bool Is(string tag) => Tags.ContainsKey(tag);

    public static string Pluralised(string noun) =>
        noun.EndsWith('y') && !"aeiou".Contains(noun[^2]) ? noun[..^1] + "ies"
        : noun.EndsWith('s') || noun.EndsWith('x') || noun.EndsWith("ch", StringComparison.Ordinal) || noun.EndsWith("sh", StringComparison.Ordinal) ? noun + "es"
        : noun + "s";

    private static double? Share(Dictionary<string, string> tags, string tag) =>
        tags.TryGetValue(tag, out var share) ? double.Parse(share, System.Globalization.CultureInfo.InvariantCulture) : null;
}
