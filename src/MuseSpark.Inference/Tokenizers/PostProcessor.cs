using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tokenizers;

/// <summary>The special tokens that a tokenizer.json puts around a text.</summary>
internal sealed record PostProcessor(IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    /// <exception cref="ModelException">It is damaged, of a kind not known, or names tokens that aren't there.</exception>
    public static PostProcessor Read(JsonElement json, Func<string, int?> idOf)
    {
        List<string> before = [], after = [];
        try
        {
            Add(json, before, after);
        }
        catch (Exception cause) when (cause is KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new ModelException("The post-processor of tokenizer.json is damaged. Copy the whole model folder again.", cause);
        }
        int Id(string token) => idOf(token) ?? throw new ModelException($"The tokenizer has no token {token}, but its post-processor uses it. Copy the whole model folder again.");
        return new PostProcessor([.. before.Select(Id)], [.. after.Select(Id)]);
    }

    private static void Add(JsonElement step, List<string> before, List<string> after)
    {
        if (step.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return;
        switch (step.GetProperty("type").GetString())
        {
            case "ByteLevel":
                break;
            case "Sequence":
                foreach (var inner in step.GetProperty("processors").EnumerateArray()) Add(inner, before, after);
                break;
            case "RobertaProcessing" or "BertProcessing":
                before.Insert(0, step.GetProperty("cls")[0].GetString()!);
                after.Add(step.GetProperty("sep")[0].GetString()!);
                break;
            case "TemplateProcessing":
                List<string> front = [], side = front;
                foreach (var part in step.GetProperty("single").EnumerateArray())
                {
                    if (part.TryGetProperty("SpecialToken", out var token)) side.Add(token.GetProperty("id").GetString()!);
                    else side = after;
                }
                before.InsertRange(0, front);
                break;
            case var other:
                throw new ModelException($"tokenizer.json has the post-processor {other}, which is not known. Use another model.");
        }
    }
}
