using System.Text.Json;

namespace MuseSpark.Inference.Text.Structures.Json;

/// <summary>The parts of JSON (RFC 8259) as patterns. Spaces are few: a model that may write any number of them sometimes writes nothing else.</summary>
internal static class JsonPatterns
{
    private static readonly CodePoints Escaped = CodePoints.Of((0, 0x1F), ('"', '"'), ('\\', '\\'));
    private static readonly Pattern Hex = new Pattern.One(CodePoints.Of(('0', '9'), ('A', 'F'), ('a', 'f')));
    private static readonly (int Code, char Letter)[] Short = [('\b', 'b'), ('\f', 'f'), ('\n', 'n'), ('\r', 'r'), ('\t', 't'), ('"', '"'), ('\\', '\\')];

    /// <summary>Nothing, a space, or a new line with an indent.</summary>
    public static Pattern Space { get; } = Pattern.Maybe(Pattern.Any(
        Pattern.Text(" "), Pattern.Of(Pattern.Text("\n"), Pattern.Many(new Pattern.One(CodePoints.Of(('\t', '\t'), (' ', ' '))), 0, 24))));

    /// <summary>A character within a string; escapes never spell half of one.</summary>
    public static Pattern Character { get; } = Pattern.Any(
        new Pattern.One(Escaped.Not()),
        Pattern.Of(Pattern.Text("\\"), Pattern.Any(
            new Pattern.One(CodePoints.Of(('"', '"'), ('\\', '\\'), ('/', '/'), ('b', 'b'), ('f', 'f'), ('n', 'n'), ('r', 'r'), ('t', 't'))),
            Pattern.Of(Pattern.Text("u"), Pattern.Any(
                Pattern.Of(new Pattern.One(CodePoints.Of(('0', '9'), ('A', 'C'), ('E', 'F'), ('a', 'c'), ('e', 'f'))), Hex),
                Pattern.Of(new Pattern.One(CodePoints.Of(('D', 'D'), ('d', 'd'))), Pattern.Range('0', '7'))), Hex, Hex))));

    public static Pattern String { get; } = Quoted(Pattern.Many(Character));

    public static Pattern Boolean { get; } = Pattern.Any(Pattern.Text("true"), Pattern.Text("false"));

    public static Pattern Null { get; } = Pattern.Text("null");

    public static Pattern Quoted(Pattern inner) => Pattern.Of(Pattern.Text("\""), inner, Pattern.Text("\""));

    public static Pattern Literal(string text) => Quoted(Escape(Pattern.Text(text)));

    /// <summary>One value, without spaces; only what must be is escaped.</summary>
    public static Pattern Literal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Literal(value.GetString()!),
        JsonValueKind.Array => Pattern.Of(Pattern.Text("["), Listed(value.EnumerateArray().Select(Literal)), Pattern.Text("]")),
        JsonValueKind.Object => Pattern.Of(
            Pattern.Text("{"), Listed(value.EnumerateObject().Select(p => Pattern.Of(Literal(p.Name), Pattern.Text(":"), Literal(p.Value)))), Pattern.Text("}")),
        _ => Pattern.Text(value.GetRawText()),
    };

    private static Pattern.Row Listed(IEnumerable<Pattern> parts) => new([.. parts.SelectMany((part, i) => i == 0 ? [part] : new[] { Pattern.Text(","), part })]);

    /// <summary>What a pattern of a string's own characters is within quotes.</summary>
    public static Pattern Escape(Pattern pattern) => pattern switch
    {
        Pattern.One one => Escape(one.Set),
        Pattern.Row row => new Pattern.Row([.. row.Parts.Select(Escape)]),
        Pattern.Either either => new Pattern.Either([.. either.Parts.Select(Escape)]),
        Pattern.Repeat repeat => repeat with { Part = Escape(repeat.Part) },
        _ => pattern,
    };

    private static Pattern Escape(CodePoints set)
    {
        var plain = new Pattern.One(set.Except(Escaped));
        var marked = set.And(Escaped).Ranges.SelectMany(r => Enumerable.Range(r.First, r.Last - r.First + 1)).Select(code =>
            Pattern.Text(Short.FirstOrDefault(s => s.Code == code).Letter is var letter and not '\0' ? $"\\{letter}" : $"\\u{code:x4}")).ToArray();
        return marked.Length == 0 ? plain : new Pattern.Either([plain, .. marked]);
    }
}
