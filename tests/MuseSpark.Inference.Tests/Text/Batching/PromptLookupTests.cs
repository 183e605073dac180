using System.Diagnostics.Metrics;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Batching;

namespace MuseSpark.Inference.Tests.Text.Batching;

public class PromptLookupTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4, 5, 1, 2, 3 }, 8, new[] { 4, 5, 1, 2, 3 })]
    [InlineData(new[] { 1, 2, 3, 4, 5, 1, 2, 3 }, 2, new[] { 4, 5 })]
    [InlineData(new[] { 9, 2, 3, 4, 5, 1, 2, 3 }, 2, new[] { 4, 5 })]
    [InlineData(new[] { 1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3 }, 1, new[] { 5 })]
    [InlineData(new[] { 7, 7, 7, 7 }, 8, new[] { 7 })]
    [InlineData(new[] { 1, 2, 3, 4, 5, 9, 9, 3 }, 8, new int[0])]
    [InlineData(new[] { 1, 2, 3, 1, 2, 3 }, 0, new int[0])]
    [InlineData(new[] { 1, 1 }, 8, new int[0])]
    [InlineData(new int[0], 8, new int[0])]
    public void What_followed_last_time_is_guessed(int[] tokens, int most, int[] guess) => Assert.Equal(guess, new PromptLookup().Guess(tokens, most).ToArray());

    [Fact]
    public void Behind_a_word_in_the_place_of_another_the_old_text_goes_on()
    {
        var lookup = new PromptLookup();
        int[] prompt = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal([3, 4, 5, 6, 7, 8], lookup.Guess([.. prompt, 1, 2], 6).ToArray());
        // 4 became 44, so after it comes what came after 4.
        lookup.Learn(right: 1, each: 7, ticks: 10);
        Assert.Equal([5, 6, 7], lookup.Guess([.. prompt, 1, 2, 3, 44], 3).ToArray());
        // And 5 became 55.
        lookup.Learn(right: 0, each: 4, ticks: 10);
        Assert.Equal([6, 7], lookup.Guess([.. prompt, 1, 2, 3, 44, 55], 2).ToArray());
        // And now the text has gone elsewhere, until words stand together again that stood together before.
        lookup.Learn(right: 0, each: 3, ticks: 10);
        Assert.Empty(lookup.Guess([.. prompt, 1, 2, 3, 44, 55, 66], 2).ToArray());
        for (var i = 0; i < 3; i++) Assert.Empty(lookup.Guess([.. prompt, 4, 5], 2).ToArray());
        Assert.Equal([6], lookup.Guess([.. prompt, 4, 5], 1).ToArray());
    }

    [Fact]
    public void What_costs_more_than_it_brings_rests()
    {
        var lookup = new PromptLookup();
        int[] tokens = [1, 2, 3, 4, 5, 1, 2];
        Assert.Empty(lookup.Guess([1, 2, 3], 4).ToArray());
        lookup.Learn(right: 0, each: 1, ticks: 10);
        Assert.Equal(4, lookup.Guess(tokens, 4).Length);
        lookup.Learn(right: 1, each: 5, ticks: 30);
        for (var i = 0; i < 32; i++) Assert.Empty(lookup.Guess(tokens, 4).ToArray());
        Assert.Equal(4, lookup.Guess(tokens, 4).Length);
    }

    [Theory]
    [InlineData("plain"), InlineData("own positions"), InlineData("grouped queries"), InlineData("half-precision cache"), InlineData("last logits only")]
    public async Task Texts_with_guesses_are_those_without_alone_and_together(string graph)
    {
        var right = 0;
        var id = Guid.NewGuid().ToString("N");
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Name == "text.guessed.tokens") l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<int>((_, tokens, tags, _) => { if (Equals(tags[0].Value, id)) right += tokens; });
        listener.Start();
        using var folder = new TinyModel(_ => TextBatchTests.Vary(new TinyLlamaGraph(Turning()), graph), m => m with { Id = id });
        using var model = folder.Open();
        var requests = Enumerable.Range(0, 12).Select(i => new TextRequest
        {
            Kind = "story",
            Prompt = string.Concat(Enumerable.Repeat("the fox ", 1 + i % 4)),
            Seed = (ulong)i,
            WithScene = i % 4 == 0,
            Lookup = false,
            Options = new TextOptions { Temperature = i % 3 * 0.5f, MaxTokens = 80 },
            Mark = i % 2 == 0 ? null : _ => (written, ids, chances) => { for (var c = 0; c < ids.Length; c++) if ((ids[c] + written.Length) % 2 == 0) chances[c] *= 2; },
        }).ToList();
        var without = new List<List<(TextSection, string)>>();
        foreach (var request in requests) without.Add(await WriteAsync(model, request));
        Assert.Equal(0, right);

        foreach (var (request, expected) in requests.Zip(without)) Assert.Equal(expected, await WriteAsync(model, request with { Lookup = true }));
        // Where a run gives the last logits alone, nothing can be guessed.
        if (graph == "last logits only") Assert.Equal(0, right);
        else Assert.NotEqual(0, right);
        foreach (var three in requests.Zip(without).Chunk(3))
        {
            var together = await Task.WhenAll(three.Select(pair => Task.Run(() => WriteAsync(model, pair.First with { Lookup = true }))));
            Assert.Equal(three.Select(pair => pair.Second), together);
        }
    }

    /// <summary>A model that likes to say seven tokens in turn, again and again.</summary>
    private static TinyLlama Turning()
    {
        var llama = new TinyLlama(TinyModel.Llama.Vocabulary, TinyModel.Context);
        // Not the last ones, which are marks that end a text.
        const int first = 1400, end = 1603;
        for (var token = 0; token < llama.Vocabulary; token++)
        {
            var next = token % 7 == 6 ? token - 6 : token + 1;
            for (var i = 0; i < TinyLlama.Hidden && next < llama.Vocabulary; i++)
                llama.Head[i * llama.Vocabulary + next] = next is < first or >= end ? 0 : 0.5f * llama.Embedding[token * TinyLlama.Hidden + i];
        }
        // So large that what the blocks add is little beside it.
        for (var i = 0; i < llama.Embedding.Length; i++) llama.Embedding[i] *= 20;
        return llama;
    }

    private static async Task<List<(TextSection, string)>> WriteAsync(ITextModel model, TextRequest request) =>
        await model.GenerateAsync(request, CancellationToken.None).Select(piece => (piece.Section, piece.Text)).ToListAsync();
}
