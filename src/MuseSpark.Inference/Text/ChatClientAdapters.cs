using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text.Structures;

namespace MuseSpark.Inference.Text;

/// <summary>A text model of ours as an <see cref="IChatClient"/>, for whatever speaks Microsoft.Extensions.AI.</summary>
/// <remarks>As safe for concurrent calls as the model; doesn't own it. Options that the model has no setting for are left aside.</remarks>
public sealed class TextModelChatClient(ITextModel model) : IChatClient
{
    /// <summary>In a request's additional properties: <see cref="TextOptions.TopLogprobs"/>, as OpenAI's API names it.</summary>
    public const string TopLogprobsKey = "top_logprobs";

    /// <summary>In an update's additional properties, where the request asked for them: a list of <see cref="TokenLogprob"/>.</summary>
    public const string LogprobsKey = "logprobs";

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turns = messages.Select(m => new TextTurn(
            m.Role == ChatRole.System ? TextRole.System : m.Role == ChatRole.Assistant ? TextRole.Assistant : TextRole.User, m.Text)).ToList();
        if (options?.Instructions is { } instructions) turns.Insert(0, new TextTurn(TextRole.System, instructions));
        if (turns is not [.., { Role: TextRole.User } last]) throw new ModelException("A chat must end with a user's message.");
        var request = new TextRequest
        {
            Kind = "chat",
            Prompt = last.Text,
            Earlier = turns[..^1],
            Seed = (ulong)(options?.Seed ?? 0),
            Options = new TextOptions
            {
                MaxTokens = options?.MaxOutputTokens,
                Temperature = options?.Temperature,
                TopK = options?.TopK,
                TopP = options?.TopP,
                PresencePenalty = options?.PresencePenalty,
                FrequencyPenalty = options?.FrequencyPenalty,
                Stop = [.. options?.StopSequences ?? []],
                Structure = options?.ResponseFormat is not ChatResponseFormatJson json ? null
                    : json.Schema is { } schema ? TextStructure.JsonSchema(schema.GetRawText()) : TextStructure.AnyJson,
                TopLogprobs = options?.AdditionalProperties?.TryGetValue(TopLogprobsKey, out int top) is true ? top : null,
            },
        };
        await foreach (var piece in model.GenerateAsync(request, cancellationToken))
        {
            var update = new ChatResponseUpdate(ChatRole.Assistant, piece.Text) { ModelId = model.Manifest.Id };
            if (piece.Logprobs is { } logprobs) update.AdditionalProperties = new AdditionalPropertiesDictionary { [LogprobsKey] = logprobs };
            if (piece.Finish is { } finish)
            {
                update.FinishReason = finish == FinishReason.MaxTokens ? ChatFinishReason.Length : ChatFinishReason.Stop;
                update.Contents.Add(new UsageContent(new UsageDetails { OutputTokenCount = piece.TokenCount }));
            }
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(model) ? model
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <summary>Does nothing: the catalog that loaded the model owns it.</summary>
    public void Dispose()
    {
    }
}

/// <summary>Any <see cref="IChatClient"/>, such as a remote engine, as a text model of ours.</summary>
/// <remarks>
/// Doesn't own the client. A remote engine's tokens are not ours to count: <see cref="TextPiece.TokenCount"/> counts its updates
/// until it reports a usage. Settings that the interface has no name for (min-p, repetition penalty) are left to the engine.
/// </remarks>
public sealed class ChatClientTextModel(IChatClient client, ModelManifest manifest) : ITextModel
{
    public ModelManifest Manifest => manifest;

    public async IAsyncEnumerable<TextPiece> GenerateAsync(TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = SamplerSettings.From(request.Options, manifest.Defaults);
        if (request.Options is { Structure: { Schema: null } } or { Banned.Count: > 0 } or { LogitBias.Count: > 0 } or { TopLogprobs: not null })
            throw new ModelException($"{manifest.Name} runs elsewhere, where it can be held to a JSON schema, but not to other structures, banned phrases or logitBias, and says no logprobs. Leave them out, or choose a model that runs here.");
        var messages = (request.Kind is "chat" or "continue" ? request.Earlier : []).Select(t => new ChatMessage(
                t.Role == TextRole.System ? ChatRole.System : t.Role == TextRole.Assistant ? ChatRole.Assistant : ChatRole.User, t.Text))
            .Append(new ChatMessage(ChatRole.User, Instructions.For(request)));
        var options = new ChatOptions
        {
            MaxOutputTokens = settings.MaxTokens,
            Temperature = settings.Temperature,
            TopK = settings.TopK == 0 ? null : settings.TopK,
            TopP = settings.TopP,
            PresencePenalty = settings.PresencePenalty == 0 ? null : settings.PresencePenalty,
            FrequencyPenalty = settings.FrequencyPenalty == 0 ? null : settings.FrequencyPenalty,
            Seed = (long)(request.Seed & long.MaxValue),
            StopSequences = [.. request.Options.Stop],
            ResponseFormat = request.Options.Structure?.Schema is { } schema ? ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema)) : null,
        };
        // Engines differ in whether they honour stop strings, and none shows which one it met: ours is the word that counts.
        var stops = new StopWatcher(request.Options.Stop);
        var half = "";
        var count = 0;
        var finish = FinishReason.EndOfText;
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            count++;
            if (update.Contents.OfType<UsageContent>().LastOrDefault()?.Details.OutputTokenCount is { } counted) count = (int)counted;
            if (update.FinishReason == ChatFinishReason.Length) finish = FinishReason.MaxTokens;
            // An engine may cut an update between the two halves of a character.
            var whole = half + update.Text;
            half = whole is [.., var end] && char.IsHighSurrogate(end) ? whole[^1..] : "";
            var text = stops.Push(whole.AsSpan(0, whole.Length - half.Length));
            if (text.Length > 0) yield return new TextPiece(text, TextSection.Body, count);
            if (stops.Stopped) break;
        }
        if (stops.Stopped) finish = FinishReason.StopString;
        yield return new TextPiece(stops.Flush(), TextSection.Body, count, finish);
    }
}
