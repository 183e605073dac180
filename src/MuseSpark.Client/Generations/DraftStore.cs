using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.JSInterop;

namespace MuseSpark.Client.Generations;

/// <summary>Keeps each person's draft in this browser.</summary>
public sealed class DraftStore(IJSRuntime js)
{
    private readonly IJSInProcessRuntime _js = (IJSInProcessRuntime)js;

    public Draft Load(Guid user)
    {
        try
        {
            var json = _js.Invoke<string?>("localStorage.getItem", Key(user));
            return json is null ? new Draft() : JsonSerializer.Deserialize(json, DraftJson.Default.Draft) ?? new Draft();
        }
        catch (Exception fault) when (fault is JsonException or JSException)
        {
            // Storage may be switched off, or hold a draft of an older version: an empty page is right in both cases.
            return new Draft();
        }
    }

    public void Save(Guid user, Draft draft)
    {
        try
        {
            _js.InvokeVoid("localStorage.setItem", Key(user), JsonSerializer.Serialize(draft, DraftJson.Default.Draft));
        }
        catch (JSException)
        {
            // Storage switched off or full: the page works without it.
        }
    }

    private static string Key(Guid user) => $"musespark.draft.{user:n}";
}

[JsonSerializable(typeof(Draft))]
internal sealed partial class DraftJson : JsonSerializerContext;
