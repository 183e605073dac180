using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tests.Tokenizers;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Structures;

namespace MuseSpark.Inference.Tests.Text.Structures;

public class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name"]}""", """{"name":"Ann","age": 7}""", """{"age":7}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"},"b":{"type":"boolean"},"c":{"const":1}}}""", """{"b":true,"c":1}""", """{"c":1,"b":true}""")]
    [InlineData("""{"type":"object","properties":{"a":{},"b":{}},"required":["b"],"additionalProperties":false}""", """{"b":[{"x":null}]}""", """{"a":1,}""")]
    [InlineData("""{"type":"array","items":{"type":"integer","minimum":-3,"maximum":12},"minItems":1,"maxItems":2}""", "[-3, 12]", "[1,2,3]")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"é\\\"🦊\"", "\"abcd\"")]
    [InlineData("""{"type":"string","pattern":"^[a-z\"\\n]+$"}""", "\"a\\\"\\nb\"", "\"a\nb\"")]
    [InlineData("""{"type":"string","pattern":"x"}""", "\"axb\"", "\"ab\"")]
    [InlineData("""{"enum":["a\"b","日本",3,null,{"k":[1]}]}""", "{\"k\":[1]}", "\"a\"")]
    [InlineData("""{"type":"integer","exclusiveMinimum":0,"maximum":100}""", "100", "0")]
    [InlineData("""{"type":"number","minimum":-0.5,"maximum":2.25}""", "-0.4999", "2.26")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.01", "1.0")]
    [InlineData("""{"type":["string","null"],"maxLength":1}""", "null", "1")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"$ref":"#/$defs/t"}],"$defs":{"t":{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}}}""", """{"next":{"next":-1}}""", """{"next":null}""")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-12-07\"", "\"2024-13-07\"")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"x":1, "y":2}""", """{"x":"1"}""")]
    [InlineData("{}", """[1e9,{"":[]},"\u00e9",-0.5]""", "[1")]
    public void A_schema_allows_what_it_says(string schema, string allowed, string refused)
    {
        var walk = new StructureWalk(TextStructure.JsonSchema(schema));
        Assert.True(walk.Allows(allowed), allowed);
        Assert.False(walk.Allows(refused), refused);
    }

    [Theory]
    [InlineData("no"), InlineData("[]"), InlineData("false"), InlineData("""{"type":"thing"}"""), InlineData("""{"oneOf":[{}]}"""), InlineData("""{"type":"object","patternProperties":{}}""")]
    [InlineData("""{"$ref":"#"}"""), InlineData("""{"$ref":"http://x"}"""), InlineData("""{"$ref":"#/$defs/none"}"""), InlineData("""{"anyOf":[]}"""), InlineData("""{"type":"array","minItems":3,"maxItems":2}""")]
    [InlineData("""{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"$ref":"#/$defs/a"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}"""), InlineData("""{"type":"array","items":{"$ref":"#"},"minItems":1}""")]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2}"""), InlineData("""{"type":"number","multipleOf":2}"""), InlineData("""{"type":"string","pattern":"(?=a)"}"""), InlineData("""{"type":"string","maxLength":1000000}""")]
    [InlineData("""{"type":"string","pattern":"a","maxLength":3}"""), InlineData("""{"type":"string","format":"email"}"""), InlineData("""{"required":[1]}"""), InlineData("""{"type":"integer","maximum":1e30}""")]
    [InlineData("""{"type":"string","enum":[1]}""")]
    public void A_schema_that_cant_be_followed_is_refused_with_a_sentence(string schema) =>
        Assert.EndsWith(".", Assert.Throws<ModelException>(() => TextStructure.JsonSchema(schema)).Message);

    [Theory]
    [InlineData(true), InlineData(false)]
    public void What_random_tokens_write_by_random_schemas_is_valid(bool byteLevel)
    {
        var ended = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            var schema = RandomSchema(new SeededRandom(seed), depth: 0).ToJsonString();
            var walk = new StructureWalk(TextStructure.JsonSchema(schema), byteLevel ? StructureWalk.ByteLevel : StructureWalk.ByteFallback);
            if (walk.Write(seed) is not { } text) continue;
            ended++;
            Check(schema, text);
        }
        Assert.InRange(ended, 25, 50);
    }

    [Fact]
    public async Task What_models_write_by_random_schemas_is_valid_or_said_to_be_cut()
    {
        using var folder = new TinyModel();
        using var tiny = folder.Open();
        using var builtIn = BuiltInTextTests.OpenBuiltIn();
        var ended = 0;
        for (ulong seed = 0; seed < 10; seed++)
        {
            var schema = RandomSchema(new SeededRandom(1000 + seed), depth: 1).ToJsonString();
            var (text, finish) = await WriteAsync(seed % 2 == 0 ? tiny : builtIn, new TextRequest
            {
                Kind = "story",
                Prompt = "a brave fox",
                Seed = seed,
                // With a little help for models that never saw JSON.
                Options = new TextOptions { Structure = TextStructure.JsonSchema(schema), MaxTokens = 60, Temperature = 1, TopK = 0, TopP = 1, MinP = 0, LogitBias = seed % 2 == 0 ? Closing(folder) : [] },
            });
            if (finish == FinishReason.EndOfText)
            {
                ended++;
                Check(schema, text);
            }
            else
            {
                Assert.Equal(FinishReason.MaxTokens, finish);
                Assert.True(new StructureWalk(TextStructure.JsonSchema(schema)).Begins(text), text);
            }
        }
        Assert.InRange(ended, 1, 10);
    }

    [Fact]
    public void Hostile_schemas_are_read_or_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"items":""", 500)) + "{}" + new string('}', 500);
        var ring = new JsonObject
        {
            ["$ref"] = "#/$defs/d0",
            ["$defs"] = new JsonObject(Enumerable.Range(0, 1500).Select(i =>
            KeyValuePair.Create($"d{i}", (JsonNode?)new JsonObject { ["$ref"] = $"#/$defs/d{(i + 1) % 1500}" })))
        }.ToJsonString();
        var wide = $$"""{"enum":[{{string.Join(",", Enumerable.Range(0, 5000))}}]}""";
        var counted = string.Concat(Enumerable.Repeat("""{"type":"array","minItems":1000,"maxItems":1000,"items":""", 20)) + "{}" + new string('}', 20);
        var steps = string.Concat(Enumerable.Repeat("(a|b|ab)*", 200));
        foreach (var schema in new[] { deep, ring, wide, $$"""{"pattern":"{{steps}}a{2000}"}""", new string('[', 70_000), "\"" + new string('x', 100_000) + "\"", counted, $$"""{"pattern":"(.{0,2000}){0,2000}"}""" })
            ReadOrRefuse(schema);

        // And schemas that are broken anywhere.
        var random = new SeededRandom(5);
        for (ulong seed = 0; seed < 60; seed++)
        {
            var schema = RandomSchema(new SeededRandom(seed), depth: 0).ToJsonString().ToCharArray();
            for (var i = 0; i < 3; i++) schema[(int)(random.NextDouble() * schema.Length)] = "{}[]\",:0-9a$#\\"[(int)(random.NextDouble() * 14)];
            ReadOrRefuse(new string(schema));
        }
        // Whatever is read can be followed to its first token.
        static void ReadOrRefuse(string schema)
        {
            TextStructure structure;
            try
            {
                structure = TextStructure.JsonSchema(schema);
            }
            catch (ModelException e)
            {
                Assert.EndsWith(".", e.Message);
                return;
            }
            var walk = new StructureWalk(structure);
            Assert.NotEmpty(walk.Fitting(walk.Sets.Start, isFirst: true));
        }
    }

    private static Dictionary<int, float> Closing(TinyModel folder)
    {
        var tokenizer = MuseSpark.Inference.Tokenizers.Tokenizer.Open(Path.Combine(folder.Folder, "tokenizer.json"));
        return new[] { "\"", "]", "}" }.ToDictionary(text => tokenizer.IdOf(text)!.Value, _ => 4f);
    }

    private static async Task<(string Text, FinishReason? Finish)> WriteAsync(ITextModel model, TextRequest request)
    {
        var (text, finish) = ("", (FinishReason?)null);
        await foreach (var piece in model.GenerateAsync(request, CancellationToken.None)) (text, finish) = (text + piece.Text, piece.Finish);
        return (text, finish);
    }

    private static void Check(string schema, string text)
    {
        using var document = JsonDocument.Parse(text);
        Assert.True(JsonSchema.FromText(schema).Evaluate(document.RootElement).IsValid, $"{schema}\n{text}");
    }

    /// <summary>Any mix of what is known, with references to a schema that holds itself.</summary>
    internal static JsonNode RandomSchema(SeededRandom random, int depth)
    {
        int Draw(int below) => (int)(random.NextDouble() * below);
        JsonNode Inner() => RandomSchema(random, depth + 1);
        string Name() => new[] { "a", "name", "日本", "with \"quotes\"", "x/y~z" }[Draw(5)];
        var schema = Draw(depth > 2 ? 9 : 13) switch
        {
            0 => new JsonObject { ["type"] = "integer" },
            1 => new JsonObject { ["type"] = "integer", ["minimum"] = -Draw(200), ["maximum"] = Draw(3000) },
            2 => new JsonObject { ["type"] = "number", ["minimum"] = -Draw(1000) / 100m, ["exclusiveMaximum"] = (1 + Draw(1000)) / 100m },
            3 => new JsonObject { ["type"] = "string", ["maxLength"] = Draw(6) },
            4 => new JsonObject { ["type"] = "string", ["pattern"] = new[] { "^[a-c]{1,3}$", "^\\d+-\"\\\\$", "b", "^(é|🦊)*$" }[Draw(4)] },
            5 => new JsonObject { ["enum"] = new JsonArray("one", "t\"wo", 3, null, true) },
            6 => new JsonObject { ["type"] = new JsonArray("boolean", "null") },
            7 => new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = Draw(100) },
            8 => depth == 0 ? new JsonObject() : new JsonObject { ["const"] = new JsonObject { [Name()] = new JsonArray(1, "é") } },
            9 => new JsonObject { ["type"] = "array", ["items"] = Inner(), ["minItems"] = Draw(2), ["maxItems"] = 1 + Draw(3) },
            10 => new JsonObject { ["anyOf"] = new JsonArray(Inner(), Inner()) },
            _ => Object(),
        };
        if (depth == 0) schema["$defs"] = new JsonObject { ["tree"] = JsonNode.Parse("""{"type":"object","properties":{"left":{"anyOf":[{"$ref":"#/$defs/tree"},{"type":"null"}]},"v":{"type":"integer","minimum":0,"maximum":9}},"required":["v"],"additionalProperties":false}""") };
        return schema;

        JsonObject Object()
        {
            var names = Enumerable.Range(0, Draw(4)).Select(_ => Name()).Distinct().ToList();
            var properties = new JsonObject();
            foreach (var name in names) properties[name] = depth == 0 && Draw(3) == 0 ? new JsonObject { ["$ref"] = "#/$defs/tree" } : Inner();
            return new JsonObject
            {
                ["type"] = "object",
                ["properties"] = properties,
                ["required"] = new JsonArray([.. names.Where(_ => Draw(2) == 0).Select(n => JsonValue.Create(n))]),
                ["additionalProperties"] = false,
            };
        }
    }
}
