using System.Text.Json;

namespace MuseSpark.Inference.Text.Structures.Json;

/// <summary>Objects as patterns: properties in the order of the schema, those that are not required there or not.</summary>
internal sealed class ObjectPatterns(SchemaReader reader)
{
    private const int MaxProperties = 100;

    /// <summary>An object of any names.</summary>
    public Pattern OfAnyNames(Pattern value)
    {
        var one = Pattern.Of(JsonPatterns.String, Pattern.Text(":"), reader.Space, value);
        return Pattern.Of(
            Pattern.Text("{"), reader.Space, Pattern.Maybe(Pattern.Of(one, Pattern.Many(Pattern.Of(Pattern.Text(","), reader.Space, one)), reader.Space)), Pattern.Text("}"));
    }

    public Pattern Read(JsonElement schema)
    {
        var others = schema.TryGetProperty("additionalProperties", out var other) ? other : (JsonElement?)null;
        var names = new List<(string Name, JsonElement? Schema)>();
        if (schema.TryGetProperty("properties", out var properties))
        {
            if (properties.ValueKind != JsonValueKind.Object) throw SchemaReader.Fault("properties must be an object");
            names.AddRange(properties.EnumerateObject().DistinctBy(p => p.Name).Select(p => (p.Name, (JsonElement?)properties.GetProperty(p.Name))));
        }
        var required = new HashSet<string>(StringComparer.Ordinal);
        if (schema.TryGetProperty("required", out var list))
        {
            if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(n => n.ValueKind != JsonValueKind.String)) throw SchemaReader.Fault("required must be a list of names");
            required.UnionWith(list.EnumerateArray().Select(n => n.GetString()!));
        }
        names.AddRange(required.Where(name => names.TrueForAll(n => n.Name != name)).Select(name => (name, others)));
        if (names.Count > MaxProperties) throw SchemaReader.Fault($"an object has more than {MaxProperties} properties");
        if (names.Count == 0) return others is null ? OfAnyNames(reader.Any) : others.Value.ValueKind == JsonValueKind.False ? Pattern.Text("{}") : OfAnyNames(reader.Later(others.Value));

        // From the last on: what may come behind each one, with a comma before it or, where none was written yet, without.
        var (after, afterNone) = (reader.Rule(Pattern.Of(reader.Space, Pattern.Text("}"))), reader.Rule(Pattern.Text("}")));
        foreach (var (name, value) in Enumerable.Reverse(names))
        {
            var one = Pattern.Of(JsonPatterns.Literal(name), Pattern.Text(":"), reader.Space, value is { } known ? reader.Later(known) : reader.Any);
            var (with, first) = (Pattern.Of(Pattern.Text(","), reader.Space, one, after), Pattern.Of(one, after));
            (after, afterNone) = required.Contains(name)
                ? (reader.Rule(with), reader.Rule(first))
                : (reader.Rule(Pattern.Any(with, after)), reader.Rule(Pattern.Any(first, afterNone)));
        }
        return Pattern.Of(Pattern.Text("{"), reader.Space, afterNone);
    }
}
