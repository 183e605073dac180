using MuseSpark.Training.Art;

namespace MuseSpark.Training.Scenes;

/// <summary>The nouns as sprites, each rasterised when first asked for.</summary>
public sealed class SpriteSheet
{
    // The largest use in a scene of 128 pixels is about 120 pixels.
    private const double SpriteSize = 150;
    private readonly Dictionary<(string Noun, string? Colour, bool Flat), Sprite> _sprites = [];
    private readonly IconSet _noto, _flat;
    private readonly Figures _figures;

    public SpriteSheet(string artFolder)
    {
        (_noto, _flat) = (IconSet.Noto(artFolder), IconSet.FluentFlat(artFolder));
        _figures = new Figures(_noto);
    }

    /// <param name="colour">A colour word, or null for the colours as drawn.</param>
    public Sprite Of(Noun noun, string? colour, bool flat)
    {
        flat &= noun.Flat is not null && noun.Flat[0] != '@';
        if (!_sprites.TryGetValue((noun.Name, colour, flat), out var sprite))
            _sprites[(noun.Name, colour, flat)] = sprite = Sprite.OfSize(Draw(noun, colour, flat), SpriteSize);
        return sprite;
    }

    private string Draw(Noun noun, string? colour, bool flat)
    {
        var cloth = colour is null ? noun.Tags.GetValueOrDefault("cloth") : ColourNames.Flat(colour);
        if (noun.IsOwnDrawing && !flat)
            return noun.Is("cloth") ? _figures.Prop(noun.Noto[1..], cloth!) : Painted(_figures.Prop(noun.Noto[1..], "#c0c0c0"), colour);
        var set = flat ? _flat : _noto;
        var drawing = set.Body(flat ? noun.Flat! : noun.Noto);
        var body = noun.Tags.GetValueOrDefault("body") ?? (flat ? noun.Tags.GetValueOrDefault("flatbody") : null);
        if (noun.Kind == NounKind.Person && body is not null)
            return _figures.Body(body, drawing, set.Grid, "#c0c0c0", cloth!);
        var icon = Painted(Icon(drawing, set.Grid), colour);
        if (body is null) return icon;
        // The lion's mane covers more of its head than its fur does.
        var main = noun.Name == "lion" && colour is null ? "#f2b43c" : Sprite.FromSvg(icon, 0.4).DominantColour();
        return _figures.Body(body, Inner(icon), set.Grid, main, main);
    }

    private static string Painted(string svg, string? colour) =>
        colour is null ? svg : ColourNames.Repaint(svg, colour, Sprite.FromSvg(svg, 0.5).DominantColour());

    private static string Inner(string svg) => svg[(svg.IndexOf('>') + 1)..svg.LastIndexOf("</svg>", StringComparison.Ordinal)];

    private static string Icon(string body, int grid) =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {grid} {grid}" width="128" height="128">{body}</svg>""";
}
