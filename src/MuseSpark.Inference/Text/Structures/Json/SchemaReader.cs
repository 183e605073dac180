using System.Text;
using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Structures.Json;

/// <summary>
/// Reads a JSON schema (2020-12, and the same words of older drafts) into rules, one for each schema within it. What the rules allow the schema
/// allows; some of what it allows they don't, such as other orders of properties.
/// </summary>
internal sealed class SchemaReader
{
    public const int MaxBytes = 64 << 10;

    private const int MaxRules = 2_000, MaxItems = 1_000, MaxLength = 4_000;

    private static readonly string[] Notes =
        ["$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"];
    private static readonly string[] OfObjects = ["properties", "required", "additionalProperties"], OfArrays = ["items", "minItems", "maxItems"];
    private static readonly string[] OfStrings = ["minLength", "maxLength", "pattern", "format"];
    private static readonly string[] OfNumbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
    private static readonly Dictionary<string, string> Formats = new()
    {
        ["date"] = "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
        ["time"] = "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
        ["date-time"] = "^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
        ["uuid"] = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    };

    private readonly JsonElement _root;
    private readonly List<Pattern?> _rules = [];
    private readonly Queue<(int Rule, JsonElement Schema)> _open = [];
    private readonly Dictionary<string, int> _refs = new(StringComparer.Ordinal);
    private readonly ObjectPatterns _objects;
    private Pattern? _space, _character, _any;

    private SchemaReader(JsonElement root)
    {
        _root = root;
        _objects = new ObjectPatterns(this);
    }

    /// <returns>The rules, the first is what a text begins with.</returns>
    /// <exception cref="ModelException">It is no schema, too large, or asks for what isn't known here; the message says what.</exception>
    public static IReadOnlyList<Pattern> Read(string schema)
    {
        if (Encoding.UTF8.GetByteCount(schema) > MaxBytes) throw new ModelException($"The schema can't be used: it is larger than {MaxBytes >> 10} KB.");
        try
        {
            using var document = JsonDocument.Parse(schema, new JsonDocumentOptions { MaxDepth = 64 });
            return new SchemaReader(document.RootElement).ReadAll();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter for half a character in a string
        {
            throw new ModelException("The schema can't be used: it is not JSON, has half a character, or is more than 64 levels deep.", e);
        }
    }

    /// <summary>Spaces between the parts of JSON.</summary>
    public Pattern Space => _space ??= Rule(JsonPatterns.Space);

    /// <summary>JSON of any kind.</summary>
    public Pattern Any
    {
        get
        {
            if (_any is not null) return _any;
            var rule = NewRule();
            _any = new Pattern.Call(rule);
            _rules[rule] = Pattern.Any(
                _objects.OfAnyNames(_any), List(_any, 0, null), JsonPatterns.String, NumberPatterns.Number, JsonPatterns.Boolean, JsonPatterns.Null);
            return _any;
        }
    }

    /// <summary>A rule of its own for a schema within this one, read later: schemas may hold themselves.</summary>
    public Pattern Later(JsonElement schema)
    {
        var rule = NewRule();
        _open.Enqueue((rule, schema));
        return new Pattern.Call(rule);
    }

    public Pattern Rule(Pattern pattern)
    {
        var rule = NewRule();
        _rules[rule] = pattern;
        return new Pattern.Call(rule);
    }

    public static ModelException Fault(string what) => new($"The schema can't be used: {what}.");

    private IReadOnlyList<Pattern> ReadAll()
    {
        _refs["#"] = 0;
        Later(_root);
        while (_open.TryDequeue(out var next)) _rules[next.Rule] = ReadSchema(next.Schema);
        return [.. _rules.Select(rule => rule!)];
    }

    private Pattern ReadSchema(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.True) return Any;
        if (schema.ValueKind != JsonValueKind.Object) throw Fault(schema.ValueKind == JsonValueKind.False ? "\"false\" allows nothing" : "a schema must be an object");
        if (schema.TryGetProperty("$ref", out var target)) return Alone(schema, "$ref", ReadRef(Text(target, "$ref")));
        if (schema.TryGetProperty("anyOf", out var any))
            return Alone(schema, "anyOf", new Pattern.Either([.. Items(any, "anyOf").Select(Later)]));
        if (schema.TryGetProperty("const", out var only)) return Alone(schema, "const", JsonPatterns.Literal(only), "type");
        if (schema.TryGetProperty("enum", out var choices))
            return Alone(schema, "enum", new Pattern.Either([.. Items(choices, "enum").Where(value => IsOfType(schema, value)).Select(JsonPatterns.Literal)]), "type");
        var types = TypesOf(schema);
        Allow(schema, ["type", .. OfObjects, .. OfArrays, .. OfStrings, .. OfNumbers]);
        return types.Count == 0 ? Any : new Pattern.Either([.. types.Select(type => ReadType(type, schema))]);
    }

    private Pattern ReadType(string type, JsonElement schema) => type switch
    {
        "object" => _objects.Read(schema),
        "array" => List(schema.TryGetProperty("items", out var item) ? Later(item) : Any, Count(schema, "minItems", MaxItems) ?? 0, Count(schema, "maxItems", MaxItems)),
        "string" => ReadString(schema),
        "integer" => NumberPatterns.Read(schema, isInteger: true),
        "number" => NumberPatterns.Read(schema, isInteger: false),
        "boolean" => JsonPatterns.Boolean,
        "null" => JsonPatterns.Null,
        _ => throw Fault($"there is no type \"{type}\""),
    };

    private Pattern ReadString(JsonElement schema)
    {
        var (least, most) = (Count(schema, "minLength", MaxLength), Count(schema, "maxLength", MaxLength));
        var form = schema.TryGetProperty("pattern", out var pattern) ? Text(pattern, "pattern") : null;
        if (schema.TryGetProperty("format", out var named))
            form = form is null && Formats.TryGetValue(Text(named, "format"), out var known) ? known
                : throw Fault($"format can be {string.Join(", ", Formats.Keys)} here, without a pattern beside it; leave it out or write a pattern");
        if (form is not null && (least ?? most) is not null) throw Fault("pattern and format can't stand beside minLength and maxLength here: write the length into the pattern");
        if (form is not null) return JsonPatterns.Quoted(JsonPatterns.Escape(RegexReader.Read(form, finds: true)));
        if ((least ?? most) is null) return JsonPatterns.String;
        if (most < least) throw Fault("maxLength is below minLength");
        // As a rule of its own a character counts as one state, however many bytes and escapes it can be.
        return JsonPatterns.Quoted(Pattern.Many(_character ??= Rule(JsonPatterns.Character), least ?? 0, most));
    }

    private Pattern.Row List(Pattern item, int least, int? most)
    {
        if (most < least) throw Fault("maxItems is below minItems");
        if (most == 0) return (Pattern.Row)Pattern.Text("[]");
        var more = Pattern.Of(Pattern.Text(","), Space, item);
        var items = Pattern.Of(item, Pattern.Many(more, Math.Max(least - 1, 0), most - 1), Space);
        return (Pattern.Row)Pattern.Of(Pattern.Text("["), Space, least == 0 ? Pattern.Maybe(items) : items, Pattern.Text("]"));
    }

    /// <summary>A pointer within this schema (RFC 6901); each place it points to becomes one rule.</summary>
    private Pattern.Call ReadRef(string pointer)
    {
        if (_refs.TryGetValue(pointer, out var rule)) return new Pattern.Call(rule);
        if (!pointer.StartsWith("#/", StringComparison.Ordinal)) throw Fault($"$ref can name only what is within the schema, such as #/$defs/name, not {Shorten(pointer)}");
        var place = _root;
        foreach (var step in pointer[2..].Split('/').Select(s => Uri.UnescapeDataString(s).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            var found = place.ValueKind == JsonValueKind.Object && place.TryGetProperty(step, out place)
                || place.ValueKind == JsonValueKind.Array && int.TryParse(step, out var i) && i >= 0 && i < place.GetArrayLength() && (place = place[i]).ValueKind != JsonValueKind.Undefined;
            if (!found) throw Fault($"there is nothing at {Shorten(pointer)}");
        }
        var call = (Pattern.Call)Later(place);
        _refs[pointer] = call.Rule;
        return call;
    }


    private static List<string> TypesOf(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out var type))
            return type.ValueKind == JsonValueKind.Array ? [.. Items(type, "type").Select(t => Text(t, "type")).Distinct()] : [Text(type, "type")];
        string? Implied(string[] words, string of) => words.Any(word => schema.TryGetProperty(word, out _)) ? of : null;
        return [.. new[] { Implied(OfObjects, "object"), Implied(OfArrays, "array"), Implied(OfStrings, "string"), Implied(OfNumbers, "number") }.OfType<string>()];
    }

    private static bool IsOfType(JsonElement schema, JsonElement value) => TypesOf(schema) is { Count: 0 } || TypesOf(schema).Contains(value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) && TypesOf(schema).Contains("integer") ? "integer" : "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    });

    /// <summary>Refuses other keywords beside one that says it all.</summary>
    private static Pattern Alone(JsonElement schema, string word, Pattern pattern, params string[] beside)
    {
        Allow(schema, [word, .. beside]);
        return pattern;
    }

    private static void Allow(JsonElement schema, string[] words)
    {
        foreach (var word in schema.EnumerateObject().Select(p => p.Name))
            if (!Notes.Contains(word) && !words.Contains(word)) throw Fault($"\"{Shorten(word)}\" isn't known here or can't stand beside the others; leave it out or say it otherwise");
    }

    private static int? Count(JsonElement schema, string name, int most)
    {
        if (!schema.TryGetProperty(name, out var count)) return null;
        if (count.ValueKind != JsonValueKind.Number || !count.TryGetInt32(out var value) || value < 0 || value > most) throw Fault($"{name} must be 0 to {most}");
        return value;
    }

    private static List<JsonElement> Items(JsonElement list, string name) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= MaxItems ? [.. list.EnumerateArray()] : throw Fault($"{name} must be a list of 1 to {MaxItems}");

    private static string Text(JsonElement value, string name) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault($"{name} must be a string");

    private static string Shorten(string text) => text.Length > 60 ? text[..60] + "..." : text;

    private int NewRule()
    {
        if (_rules.Count >= MaxRules) throw Fault($"it has more than {MaxRules} parts");
        _rules.Add(null);
        return _rules.Count - 1;
    }
}
