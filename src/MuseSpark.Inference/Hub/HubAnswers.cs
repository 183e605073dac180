using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Hub;

/// <summary>GET /api/models/{id}/revision/{revision}</summary>
/// <param name="CardData">The head of the repository's README, in any form.</param>
internal sealed record RevisionAnswer(string? Sha, JsonElement? CardData, IReadOnlyList<string?>? Tags)
{
    private const string LicenceTag = "license:";

    public string? Licence
    {
        get
        {
            var named = Text("license") is "other" or null ? Text("license_name") ?? Text("license") : Text("license");
            named ??= Tags?.FirstOrDefault(tag => tag?.StartsWith(LicenceTag, StringComparison.Ordinal) == true)?[LicenceTag.Length..];
            return named?.Length is > 0 and <= 100 && !named.Any(char.IsControl) ? named : null;
        }
    }

    private string? Text(string key) =>
        CardData is { ValueKind: JsonValueKind.Object } card && card.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>One of GET /api/models/{id}/tree/{commit}?recursive=true</summary>
/// <param name="Oid">SHA-1 of a small file as git makes it.</param>
/// <param name="Lfs">Of a large one: its SHA-256 and size.</param>
internal sealed record TreeEntry(string? Type, string? Path, long Size, string? Oid, TreeEntry.LargeFile? Lfs)
{
    public sealed record LargeFile(string? Oid, long Size);

    /// <returns>Null for folders, and for files that can't be used here.</returns>
    public HubFile? ToFile()
    {
        if (Type != "file" || Path is null || !PlainPath.IsPlain(Path)) return null;
        var (bytes, hash) = Lfs is null ? (Size, new ContentHash(IsGit: true, Oid ?? "")) : (Lfs.Size, new ContentHash(IsGit: false, Lfs.Oid ?? ""));
        return bytes >= 0 && ContentHash.IsHex(hash.Hex, hash.IsGit ? 40 : 64) ? new HubFile(Path, bytes, hash) : null;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, MaxDepth = 32)]
[JsonSerializable(typeof(RevisionAnswer))]
[JsonSerializable(typeof(IReadOnlyList<TreeEntry>))]
internal sealed partial class HubAnswers : JsonSerializerContext;
