namespace MuseSpark.Training.Scenes;

public enum NounKind { Animal, HeadOnly, Person, Water, Flying, Building, Plant, Item, Vehicle }

/// <summary>One thing the picture model can draw.</summary>
/// <param name="Height">Usual height beside a fox, which is 1.</param>
/// <param name="Synonyms">Other words that mean the same drawing.</param>
/// <param name="OwnColours">Colour words that fit the drawing as it is.</param>
/// <param name="Paints">Colours the drawing may be repainted in.</param>
public sealed record Noun(
    string Name, string Icon, NounKind Kind, double Height, string[] Synonyms, string[] OwnColours, string[] Paints)
{
    public bool IsActor => Kind is NounKind.Animal or NounKind.HeadOnly or NounKind.Person;
}

/// <summary>The vocabulary: chosen from the words that children's stories and their scene lines use most.</summary>
public static class Nouns
{

    public static readonly IReadOnlyList<Noun> All =
    [
        Of("fox", "fox", NounKind.HeadOnly, 1, "little fox, vixen, fox cub", "red, orange", "white"),
        Of("bear", "bear", NounKind.HeadOnly, 1.2, "bear cub", "brown", "white, black"),
        Of("wolf", "wolf", NounKind.HeadOnly, 1.1, "", "gray, grey", "white, black"),
        Of("lion", "lion", NounKind.HeadOnly, 1.15, "", "golden, yellow", ""),
        Of("frog", "frog", NounKind.HeadOnly, 0.8, "toad", "green", ""),
        Of("unicorn", "unicorn", NounKind.HeadOnly, 1.15, "", "white", "pink"),
        Of("robot", "robot", NounKind.HeadOnly, 1, "", "silver, gray", "red, blue, golden"),
        Of("cat", "cat", NounKind.Animal, 0.9, "kitten, kitty", "orange, yellow", "black, white, gray"),
        Of("dog", "dog", NounKind.Animal, 0.95, "puppy", "brown", "white, black, golden"),
        Of("rabbit", "rabbit", NounKind.Animal, 0.8, "bunny, hare", "gray, grey", "white, brown"),
        Of("mouse", "mouse", NounKind.Animal, 0.7, "little mouse", "gray, grey", "white, brown"),
        Of("owl", "owl", NounKind.Animal, 0.85, "", "brown", "white"),
        Of("penguin", "penguin", NounKind.Animal, 0.9, "", "black", ""),
        Of("hedgehog", "hedgehog", NounKind.Animal, 0.7, "", "brown", ""),
        Of("duck", "duck", NounKind.Animal, 0.8, "", "green", "yellow, white"),
        Of("bird", "bird", NounKind.Animal, 0.7, "sparrow, robin", "blue", "red, yellow, white, black"),
        Of("elephant", "elephant", NounKind.Animal, 1.3, "", "gray, grey", "pink"),
        Of("horse", "horse", NounKind.Animal, 1.25, "pony", "brown", "white, black"),
        Of("deer", "deer", NounKind.Animal, 1.2, "stag", "brown", ""),
        Of("turtle", "turtle", NounKind.Animal, 0.7, "tortoise", "green", ""),
        Of("snail", "snail", NounKind.Animal, 0.65, "", "brown", ""),
        Of("monkey", "monkey", NounKind.Animal, 0.95, "", "brown", ""),
        Of("pig", "pig", NounKind.Animal, 0.9, "piglet", "pink", ""),
        Of("sheep", "ewe", NounKind.Animal, 0.95, "lamb", "white", "black"),
        Of("squirrel", "chipmunk", NounKind.Animal, 0.75, "chipmunk", "brown", "red"),
        Of("dragon", "dragon", NounKind.Animal, 1.35, "", "green", "red, blue, purple, golden"),
        Of("girl", "girl", NounKind.Person, 1, "little girl, child", "", ""),
        Of("boy", "boy", NounKind.Person, 1, "little boy", "", ""),
        Of("princess", "princess", NounKind.Person, 1.1, "queen", "", ""),
        Of("wizard", "mage", NounKind.Person, 1.15, "sorcerer, magician", "", ""),
        Of("astronaut", "astronaut", NounKind.Person, 1.1, "spaceman", "white", ""),
        Of("old woman", "old-woman", NounKind.Person, 1.1, "grandmother, grandma", "", ""),
        Of("old man", "old-man", NounKind.Person, 1.1, "grandfather, man, grandpa", "", ""),
        Of("whale", "whale", NounKind.Water, 1.3, "", "blue", ""),
        Of("fish", "tropical-fish", NounKind.Water, 0.9, "tropical fish", "yellow, blue", ""),
        Of("octopus", "octopus", NounKind.Water, 1, "", "red, pink", "blue, purple"),
        Of("crab", "crab", NounKind.Water, 0.8, "", "red", ""),
        Of("boat", "sailboat", NounKind.Water, 1.2, "sailboat, ship, sailing boat", "", "red, blue, green"),
        Of("butterfly", "butterfly", NounKind.Flying, 0.5, "", "blue", "orange, yellow, pink"),
        Of("bee", "honeybee", NounKind.Flying, 0.5, "bumblebee, honeybee", "yellow", ""),
        Of("balloon", "balloon", NounKind.Flying, 0.75, "", "red", "blue, yellow, green, pink"),
        Of("kite", "kite", NounKind.Flying, 0.75, "", "", "red, blue"),
        Of("rocket", "rocket", NounKind.Flying, 0.9, "spaceship", "", ""),
        Of("house", "house", NounKind.Building, 1.4, "cottage, home, little house, hut, cabin", "", "red, blue"),
        Of("castle", "castle", NounKind.Building, 1.6, "palace, tower", "gray, stone", "pink, golden"),
        Of("tent", "tent", NounKind.Building, 1.1, "", "", "red, blue, green"),
        Of("lighthouse", "lighthouse", NounKind.Building, 1.6, "", "", ""),
        Of("pine tree", "evergreen-tree", NounKind.Plant, 1.5, "fir tree, pine", "green", ""),
        Of("tree", "deciduous-tree", NounKind.Plant, 1.5, "oak tree, oak, big tree", "green", "red, orange, yellow"),
        Of("palm tree", "palm-tree", NounKind.Plant, 1.5, "palm", "", ""),
        Of("mushroom", "mushroom", NounKind.Plant, 0.75, "toadstool", "red", "blue, brown"),
        Of("flower", "tulip", NounKind.Plant, 0.75, "tulip", "pink, red", "yellow, blue, purple, white"),
        Of("sunflower", "sunflower", NounKind.Plant, 0.9, "", "yellow", ""),
        Of("snowman", "snowman-without-snow", NounKind.Animal, 1, "", "white", ""),
        Of("lantern", "muse-lantern", NounKind.Item, 0.6, "lamp, glowing lantern", "yellow, golden", "red"),
        Of("book", "closed-book", NounKind.Item, 0.5, "", "red", "blue, green"),
        Of("cake", "birthday-cake", NounKind.Item, 0.6, "birthday cake", "", ""),
        Of("gift", "wrapped-gift", NounKind.Item, 0.55, "present, box", "", ""),
        Of("umbrella", "umbrella", NounKind.Item, 0.7, "", "purple", "red, yellow, blue"),
        Of("crown", "crown", NounKind.Item, 0.45, "", "golden", ""),
        Of("apple", "red-apple", NounKind.Item, 0.45, "", "red", "green, golden"),
        Of("star", "star", NounKind.Item, 0.5, "glowing star", "yellow, golden", ""),
        Of("car", "automobile", NounKind.Vehicle, 0.9, "", "red", "blue, yellow, green"),
        Of("train", "locomotive", NounKind.Vehicle, 1.1, "steam train", "", "red, blue"),
    ];

    public static Noun Named(string name) => All.First(n => n.Name == name);

    private static Noun Of(string name, string icon, NounKind kind, double height, string synonyms, string own, string paints) =>
        new(name, icon, kind, height, Words(synonyms), Words(own), Words(paints));

    private static string[] Words(string list) => list.Split(", ", StringSplitOptions.RemoveEmptyEntries);
}
