using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Client.Generations;

/// <summary>A part of a picture that somebody has begun to change; kept in the browser so that a reload loses nothing.</summary>
/// <param name="Mask">A PNG as a data address, white where the picture is to change; null while nothing is marked.</param>
/// <param name="Grow">Pixels by which the mask grows.</param>
/// <param name="Blur">Pixels over which its edge fades out.</param>
/// <param name="OnlyMasked">Whether only the part is looked at.</param>
public sealed record PartDraft(string Prompt, string? Mask, int? Grow, int? Blur, bool OnlyMasked)
{
    [JsonIgnore]
    public bool IsEmpty => Mask is null && Prompt.Length == 0;

    public string ToJson() => JsonSerializer.Serialize(this, PartDraftJson.Default.PartDraft);

    /// <returns>Null for what is none, or of an older version.</returns>
    public static PartDraft? FromJson(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, PartDraftJson.Default.PartDraft);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(PartDraft))]
internal sealed partial class PartDraftJson : JsonSerializerContext;
