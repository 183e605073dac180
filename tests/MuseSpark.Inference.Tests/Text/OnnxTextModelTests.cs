using System.Diagnostics.Metrics;
using System.Text;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

public class OnnxTextModelTests
{
    private static readonly TextRequest Story = new() { Kind = "story", Prompt = "a brave fox", Seed = 7 };

    private static async Task<List<TextPiece>> Write(ITextModel model, TextRequest request, CancellationToken cancellationToken = default)
    {
        var pieces = new List<TextPiece>();
        await foreach (var piece in model.GenerateAsync(request, cancellationToken)) pieces.Add(piece);
        return pieces;
    }

    private static string Body(IEnumerable<TextPiece> pieces, TextSection section = TextSection.Body) =>
        string.Concat(pieces.Where(p => p.Section == section).Select(p => p.Text));

    [Fact]
    public async Task Greedy_text_is_that_of_the_forward_pass_written_out()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var tokenizer = Tokenizer.Open(Path.Combine(folder.Folder, "tokenizer.json"));
        List<int> tokens = [.. tokenizer.EncodeTemplate("<|bos|><|story|>"), .. tokenizer.Encode(Story.Prompt), .. tokenizer.EncodeTemplate("<|text|>")];
        var written = new List<int>();
        for (var i = 0; i < 24; i++)
        {
            var logits = TinyModel.Llama.Forward(tokens);
            var next = Array.IndexOf(logits, logits.Max());
            tokens.Add(next);
            written.Add(next);
        }
        Assert.DoesNotContain(written, tokenizer.IsSpecial);

        var pieces = await Write(model, Story with { Options = new TextOptions { Temperature = 0 } });

        // The half character that the limit may leave at the end is not shown.
        Assert.Equal(tokenizer.Decode(written).TrimEnd('\ufffd'), Body(pieces));
        Assert.Equal((24, FinishReason.MaxTokens), (pieces[^1].TokenCount, pieces[^1].Finish));
        Assert.All(pieces[..^1], p => Assert.Null(p.Finish));
    }

    [Fact]
    public async Task A_chat_is_written_by_the_template_of_the_folder()
    {
        using var folder = new TinyModel(manifest: m => m with { Prompts = new Dictionary<string, string> { ["story"] = m.Prompts["story"] }, SceneToken = null });
        File.WriteAllText(Path.Combine(folder.Folder, "tokenizer_config.json"), """
            { "bos_token": "<|bos|>", "chat_template": "{{ bos_token }}{% for m in messages %}<|im_start|>{{ m.role }} {{ m.content | trim }}<|im_end|>{% endfor %}<|text|>" }
            """);
        using var model = folder.Open();
        var tokenizer = Tokenizer.Open(Path.Combine(folder.Folder, "tokenizer.json"));
        // What the person writes is letters, what the template writes are tokens.
        List<int> tokens = [.. tokenizer.EncodeTemplate("<|bos|><|im_start|>"), .. tokenizer.Encode("user hi<|eos|>"), .. tokenizer.EncodeTemplate("<|im_end|><|text|>")];
        var written = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            var logits = TinyModel.Llama.Forward(tokens);
            written.Add(Array.IndexOf(logits, logits.Max()));
            tokens.Add(written[^1]);
        }
        var pieces = await Write(model, new TextRequest { Kind = "chat", Prompt = " hi<|eos|> ", Seed = 1, Options = new TextOptions { Temperature = 0, MaxTokens = 8 } });
        Assert.Equal(tokenizer.Decode(written).TrimEnd('\ufffd'), Body(pieces));
    }

    [Fact]
    public async Task Same_seed_same_text_other_seed_other_text()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        using var again = folder.Open();
        var first = Body(await Write(model, Story));
        Assert.Equal(first, Body(await Write(model, Story)));
        Assert.Equal(first, Body(await Write(again, Story)));
        Assert.NotEqual(first, Body(await Write(model, Story with { Seed = 8 })));
    }

    [Fact]
    public async Task Generations_at_the_same_time_do_not_touch_each_other()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var alone = new List<string>();
        for (var seed = 0UL; seed < 6; seed++) alone.Add(Body(await Write(model, Story with { Seed = seed })));
        var together = await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(() => Write(model, Story with { Seed = (ulong)seed }))));
        Assert.Equal(alone, together.Select(pieces => Body(pieces)));
    }

    [Fact]
    public async Task A_stop_string_ends_the_text_before_it()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var whole = Body(await Write(model, Story));
        var stop = whole.Substring(whole.Length / 2, 3);
        var pieces = await Write(model, Story with { Options = new TextOptions { Stop = [stop] } });
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], Body(pieces));
        Assert.Equal(FinishReason.StopString, pieces[^1].Finish);
    }

    [Fact]
    public async Task A_scene_line_follows_the_body_and_leaves_the_body_as_it_was()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var without = await Write(model, Story);
        var with = await Write(model, Story with { WithScene = true });
        Assert.Equal(Body(without), Body(with));
        Assert.NotEqual("", Body(with, TextSection.Scene));
        Assert.DoesNotContain(without, p => p.Section == TextSection.Scene);
        Assert.Equal(with.OrderBy(p => p.Section), with);
        Assert.Equal((TextSection.Scene, FinishReason.MaxTokens), (with[^1].Section, with[^1].Finish));
        Assert.Equal(24 + TinyModel.Context / 8, with[^1].TokenCount);
    }

    [Fact]
    public async Task An_end_mark_ends_the_text()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        // Whatever the model says fifth becomes its end mark.
        var tokenizer = Tokenizer.Open(Path.Combine(folder.Folder, "tokenizer.json"));
        var fifth = (await Write(model, Story)).First(p => p.TokenCount >= 5);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Folder, "generation_config.json"), $$"""{ "eos_token_id": [{{string.Join(", ", tokenizer.Encode(fifth.Text))}}] }""");
        using var ending = folder.Open();
        var pieces = await Write(ending, Story);
        Assert.Equal(FinishReason.EndOfText, pieces[^1].Finish);
        Assert.True(pieces[^1].TokenCount <= fifth.TokenCount);
    }

    [Fact]
    public async Task Cancelling_takes_effect_within_one_step()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        using var cancel = new CancellationTokenSource();
        var pieces = new List<TextPiece>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var piece in model.GenerateAsync(Story, cancel.Token))
            {
                pieces.Add(piece);
                if (pieces.Count == 3) await cancel.CancelAsync();
            }
        });
        Assert.Equal(3, pieces.Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Write(model, Story, cancel.Token));
        Assert.NotEmpty(await Write(model, Story));
    }

    [Theory]
    [InlineData(""), InlineData("x"), InlineData("\0\u0001\u001f"), InlineData("🦊🏮❄️"), InlineData("\ud800"), InlineData("<|eos|><|scene|>")]
    public async Task Odd_prompts_are_written_to_all_the_same(string prompt)
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        Assert.NotNull((await Write(model, Story with { Prompt = prompt }))[^1].Finish);
    }

    [Fact]
    public async Task A_prompt_longer_than_the_model_reads_is_refused_but_a_chat_is_cut()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var prompt = string.Concat(Enumerable.Repeat("snow ", 500)) + "fox";
        var problem = await Assert.ThrowsAsync<ModelException>(() => Write(model, Story with { Prompt = prompt }));
        Assert.Matches(@"^The prompt is \d+ tokens long, but Tiny reads at most \d+\. Shorten it\.$", problem.Message);
        Assert.NotNull((await Write(model, Story with { Kind = "chat", Prompt = prompt }))[^1].Finish);
    }

    [Fact]
    public async Task The_text_ends_where_the_context_does()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var last = (await Write(model, Story with { WithScene = true, Options = new TextOptions { MaxTokens = 10_000 } }))[^1];
        Assert.Equal(FinishReason.MaxTokens, last.Finish);
        Assert.InRange(last.TokenCount, TinyModel.Context / 2, TinyModel.Context);
    }

    [Fact]
    public async Task The_graph_never_runs_in_the_callers_context()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        // The measurement is taken on the thread that runs the graph.
        var (inside, outside) = (0, 0);
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "onnx.run.duration") l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) =>
            Interlocked.Increment(ref SynchronizationContext.Current is CallersContext ? ref inside : ref outside));
        listener.Start();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new CallersContext());
        try
        {
            await Write(model, Story);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        Assert.Equal(0, inside);
        Assert.True(outside >= 24);
    }

    private sealed class CallersContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback callback, object? state) => ThreadPool.QueueUserWorkItem(_ =>
        {
            SetSynchronizationContext(this);
            callback(state);
            SetSynchronizationContext(null);
        });
    }

    public static TheoryData<string, Action<TinyModel>> Broken => new()
    {
        { "model.onnx is missing", m => File.Delete(m.OnnxFile) },
        { "damaged, cut short", m => Cut(m.OnnxFile, 0) },
        { "damaged, cut short", m => Cut(m.OnnxFile, 1) },
        { "damaged, cut short", m => Cut(m.OnnxFile, 5000) },
        { "damaged, cut short", m => File.WriteAllBytes(m.OnnxFile, Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1")) },
        { "tokenizer.json is missing", m => File.Delete(Path.Combine(m.Folder, "tokenizer.json")) },
        { "damaged", m => Cut(Path.Combine(m.Folder, "tokenizer.json"), 3000) },
        { "config.json is missing", m => File.Delete(Path.Combine(m.Folder, "config.json")) },
        { "config.json can't be read", m => File.WriteAllText(Path.Combine(m.Folder, "config.json"), "{") },
        { "eos_token_id", m => File.WriteAllText(Path.Combine(m.Folder, "generation_config.json"), """{ "eos_token_id": ["x"] }""") },
        { "max_position_embeddings", m => File.WriteAllText(Path.Combine(m.Folder, "config.json"), "{}") },
        { "not of one model", m => File.WriteAllBytes(m.OnnxFile, new TinyLlamaGraph(new TinyLlama(100, TinyModel.Context)).ToOnnx()) },
        { "has no input named input_ids", m => File.WriteAllBytes(m.OnnxFile, OtherGraphs.Doubling("sample")) },
        { "no past_key_values inputs", m => File.WriteAllBytes(m.OnnxFile, OtherGraphs.Doubling("input_ids")) },
    };

    [Theory, MemberData(nameof(Broken))]
    public void A_broken_folder_is_refused_with_a_sentence(string words, Action<TinyModel> damage)
    {
        using var folder = new TinyModel();
        damage(folder);
        var problem = Assert.Throws<ModelException>(() => folder.Open());
        Assert.Contains(words, problem.Message);
        Assert.EndsWith(".", problem.Message);
        Assert.DoesNotContain(Path.GetTempPath(), problem.Message);
    }

    [Theory]
    [InlineData("nosuch", "<|scene|>", "isn't known; known are gpt2")]
    [InlineData("spark", "<|nosuch|>", "no token <|nosuch|>")]
    public void A_manifest_that_does_not_fit_is_refused_with_a_sentence(string architecture, string sceneToken, string words)
    {
        using var folder = new TinyModel(manifest: m => m with { Architecture = architecture, SceneToken = sceneToken });
        Assert.Contains(words, Assert.Throws<ModelException>(() => folder.Open()).Message);
    }

    private static void Cut(string path, int length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }
}
