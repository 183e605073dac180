using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

/// <summary>The nouns as sprites, each rasterised when first asked for.</summary>
public sealed class SpriteSheet(NotoArt art)
{
    // About 190 px high: the largest use in a 128 px scene is 110 px.
    private const double BodyScale = 1.2, IconScale = 1.5;
    private readonly Dictionary<(string Noun, string? Colour), Sprite> _sprites = [];

    // Noto has a paper lantern only; stories want one to carry.
    private const string Lantern =
        """
        <path d="M44 34C44 8 84 8 84 34" fill="none" stroke="#5c3d2e" stroke-width="6"/><rect x="38" y="30" width="52" height="12" rx="4" fill="#7a4a2b"/>
        <path d="M42 42H86L94 104H34Z" fill="#ffd75e"/><path d="M56 42L52 104M72 42L76 104" stroke="#7a4a2b" stroke-width="4"/>
        <path d="M64 60C76 76 74 92 64 94C54 92 52 76 64 60Z" fill="#ff922b"/><rect x="30" y="102" width="68" height="14" rx="5" fill="#7a4a2b"/>
        """;

    // The near side of a rowing boat, painted over whoever sits in it.
    private const string Hull =
        """
        <path d="M4 34C40 44 88 44 124 34C120 66 108 78 90 80H38C20 78 8 66 4 34Z" fill="#a0622d"/>
        <path d="M4 34C40 44 88 44 124 34L123 46C88 55 40 55 5 46Z" fill="#c98a4b"/><path d="M12 60C44 67 84 67 116 60" stroke="#7a4a2b" stroke-width="3" fill="none"/>
        """;

    public Sprite RowingBoat => Cached("rowing boat", null, () => Sprite.FromSvg(Icon(Hull), IconScale));

    public Sprite Of(Noun noun, string? colour) => Cached(noun.Name, colour, () =>
    {
        var drawing = noun.Icon == "muse-lantern" ? Lantern : art.Body(noun.Icon);
        if (colour is not null) drawing = ColourNames.Repaint(drawing, colour);
        return noun.Kind switch
        {
            NounKind.Person => Sprite.FromSvg(Bodies.Person(noun.Name, drawing), BodyScale),
            NounKind.HeadOnly => Sprite.FromSvg(WithBody(noun, drawing), BodyScale),
            _ => Sprite.FromSvg(Icon(drawing), IconScale),
        };
    });

    private static string WithBody(Noun noun, string head)
    {
        // The lion's mane covers more of its head than its fur does.
        var main = noun.Name == "lion" ? "#f2b43c" : Sprite.FromSvg(Icon(head), 0.4).DominantColour();
        return noun.Name == "robot" ? Bodies.Robot(head, main) : Bodies.Animal(noun.Name, head, main);
    }

    private Sprite Cached(string name, string? colour, Func<Sprite> draw)
    {
        if (!_sprites.TryGetValue((name, colour), out var sprite)) _sprites[(name, colour)] = sprite = draw();
        return sprite;
    }

    private static string Icon(string body) =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 128 128" width="128" height="128">{body}</svg>""";
}
