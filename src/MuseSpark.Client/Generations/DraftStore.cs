using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.JSInterop;

namespace MuseSpark.Client.Generations;

/// <summary>Keeps in this browser what each person has begun: the next work, versions of texts, and changes to pictures.</summary>
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

    /// <summary>A person's unfinished version of a text, or changes to a picture (<see cref="PartDraft"/>); null when there are none.</summary>
    public string? LoadText(Guid user, Guid output)
    {
        try
        {
            return _js.Invoke<string?>("localStorage.getItem", Key(user, output));
        }
        catch (JSException)
        {
            return null;
        }
    }

    /// <returns>False when the browser keeps nothing: switched off or full.</returns>
    public bool SaveText(Guid user, Guid output, string text)
    {
        try
        {
            _js.InvokeVoid("localStorage.setItem", Key(user, output), text);
            return true;
        }
        catch (JSException)
        {
            return false;
        }
    }

    public void DropText(Guid user, Guid output)
    {
        try
        {
            _js.InvokeVoid("localStorage.removeItem", Key(user, output));
        }
        catch (JSException)
        {
            // Where nothing can be kept there is nothing to drop.
        }
    }

    private static string Key(Guid user, Guid output) => $"musespark.text.{user:n}.{output:n}";

    private static string Key(Guid user) => $"musespark.draft.{user:n}";
}

[JsonSerializable(typeof(Draft))]
internal sealed partial class DraftJson : JsonSerializerContext;
