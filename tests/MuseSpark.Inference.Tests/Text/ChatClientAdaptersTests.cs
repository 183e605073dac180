using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Structures;

namespace MuseSpark.Inference.Tests.Text;

public class ChatClientAdaptersTests
{
    [Fact]
    public async Task A_model_answers_as_a_chat_client_what_it_writes_itself()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        using var client = new TextModelChatClient(model);
        var own = "";
        await foreach (var piece in model.GenerateAsync(
            new TextRequest { Kind = "chat", Prompt = "hello", Seed = 5, Options = new TextOptions { MaxTokens = 12 } }, CancellationToken.None)) own += piece.Text;

        var response = await client.GetResponseAsync("hello", new ChatOptions { Seed = 5, MaxOutputTokens = 12 });

        Assert.Equal(own, response.Text);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(12, response.Usage?.OutputTokenCount);
        Assert.Same(model, client.GetService(typeof(ITextModel)));
        await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(new ChatMessage(ChatRole.Assistant, "no question")));
    }

    [Fact]
    public async Task A_response_format_holds_the_model_to_its_schema_and_logprobs_come_with_the_updates()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        using var client = new TextModelChatClient(model);
        var format = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}"""));
        var updates = await client.GetStreamingResponseAsync("hello", new ChatOptions { Seed = 3, ResponseFormat = format, MaxOutputTokens = 80, AdditionalProperties = new() { [TextModelChatClient.TopLogprobsKey] = 2 } }).ToListAsync();
        using var answer = JsonDocument.Parse(string.Concat(updates.Select(u => u.Text)));
        Assert.True(answer.RootElement.GetProperty("ok").ValueKind is JsonValueKind.True or JsonValueKind.False);
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.All(updates.SelectMany(u => u.AdditionalProperties?[TextModelChatClient.LogprobsKey] as IReadOnlyList<TokenLogprob> ?? []), t => Assert.Equal(2, t.Top.Count));

        var cut = await client.GetResponseAsync("hello", new ChatOptions { Seed = 3, ResponseFormat = ChatResponseFormat.Json, MaxOutputTokens = 1 });
        Assert.Equal(ChatFinishReason.Length, cut.FinishReason);
    }

    [Fact]
    public async Task Another_engine_is_asked_for_a_schema_and_never_silently_for_less()
    {
        var client = new RecordedClient(["{}"]);
        var model = new ChatClientTextModel(client, Remote);
        var request = new TextRequest { Kind = "story", Prompt = "a fox", Seed = 1 };
        Assert.Equal("{}", await Text(model, request with { Options = new TextOptions { Structure = TextStructure.JsonSchema("{}") } }));
        Assert.Equal("{}", Assert.IsType<ChatResponseFormatJson>(client.Options?.ResponseFormat).Schema?.GetRawText());
        foreach (var options in new[] { new TextOptions { Structure = TextStructure.Regex("a") }, new TextOptions { Banned = ["a"] }, new TextOptions { TopLogprobs = 1 }, new TextOptions { LogitBias = new Dictionary<int, float> { [1] = 1 } } })
            Assert.Contains("runs elsewhere", (await Assert.ThrowsAsync<ModelException>(() => Text(model, request with { Options = options }))).Message);
    }

    [Fact]
    public async Task A_round_through_both_adapters_gives_the_same_text()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var round = new ChatClientTextModel(new TextModelChatClient(model), model.Manifest);
        var request = new TextRequest { Kind = "chat", Prompt = "hello", Seed = 9, Options = new TextOptions { Temperature = 0.7f, TopK = 20, MaxTokens = 16 } };
        Assert.Equal(await Text(model, request), await Text(round, request));
    }

    [Fact]
    public async Task Another_engines_text_comes_in_whole_characters_up_to_the_stop_string()
    {
        var client = new RecordedClient(["A fo", "x \ud83e", "\udd8a ru", "ns. TH", "E END, he said"]);
        var model = new ChatClientTextModel(client, Remote);
        var pieces = new List<TextPiece>();
        await foreach (var piece in model.GenerateAsync(
            new TextRequest { Kind = "story", Prompt = "a fox", Seed = 1, Options = new TextOptions { Stop = ["THE END"] } }, CancellationToken.None)) pieces.Add(piece);
        Assert.Equal("A fox 🦊 runs. ", string.Concat(pieces.Select(p => p.Text)));
        Assert.Equal(FinishReason.StopString, pieces[^1].Finish);
        Assert.All(pieces, p => Assert.False(p.Text.Length > 0 && char.IsHighSurrogate(p.Text[^1])));
        Assert.Contains("Write a short story", client.Asked);
    }

    private static readonly ModelManifest Remote = new()
    {
        Id = "remote",
        Name = "Remote",
        Kind = "text",
        Architecture = "",
        Version = "",
        Licence = "",
        Kinds = ["story"],
        Files = new Dictionary<string, string>(),
    };

    private static async Task<string> Text(ITextModel model, TextRequest request)
    {
        var text = "";
        await foreach (var piece in model.GenerateAsync(request, CancellationToken.None)) text += piece.Text;
        return text;
    }

    /// <summary>An engine elsewhere, whose answer was recorded in these updates.</summary>
    private sealed class RecordedClient(string[] updates) : IChatClient
    {
        public string Asked { get; private set; } = "";

        public ChatOptions? Options { get; private set; }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Asked = string.Concat(messages.Select(m => m.Text));
            Options = options;
            foreach (var update in updates)
            {
                await Task.Yield();
                yield return new ChatResponseUpdate(ChatRole.Assistant, update);
            }
        }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }
}
