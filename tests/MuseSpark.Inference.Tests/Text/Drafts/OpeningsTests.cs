using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Drafts;

namespace MuseSpark.Inference.Tests.Text.Drafts;

public class OpeningsTests
{
    private const int Openings = 4, Looked = 48;

    private static readonly TextRequest Story = new() { Kind = "story", Prompt = "a brave fox", Seed = 7, WithScene = true, Options = new TextOptions { MaxTokens = 80, Openings = Openings } };

    private static TextRequest Alone(int i, TextRequest request) => request with { Seed = request.Seed + ((ulong)i << 56), Options = request.Options with { Openings = 1 } };

    private static async Task<List<TextPiece>> WriteAsync(OnnxTextModel model, TextRequest request, CancellationToken cancellationToken = default)
    {
        var pieces = new List<TextPiece>();
        await foreach (var piece in model.GenerateAsync(request, cancellationToken)) pieces.Add(piece);
        return pieces;
    }

    private static string TextOf(IEnumerable<TextPiece> pieces, TextSection section = TextSection.Body) => string.Concat(pieces.Where(p => p.Section == section).Select(p => p.Text));

    [Theory, InlineData(80), InlineData(20)]
    public async Task The_story_with_the_best_beginning_goes_on(int most)
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var request = Story with { Options = Story.Options with { MaxTokens = most } };
        var (alone, begun) = (new List<List<TextPiece>>(), new List<Draft>());
        for (var i = 0; i < Openings; i++)
        {
            alone.Add(await WriteAsync(model, Alone(i, request)));
            var sure = await WriteAsync(model, Alone(i, request) with { WithScene = most < Looked, Options = request.Options with { Openings = 1, TopLogprobs = 0, MaxTokens = Math.Min(most, Looked) } });
            var chances = sure.Where(p => p.Section == TextSection.Body).SelectMany(p => p.Logprobs ?? []).Select(t => (double)t.Token.Logprob).ToList();
            begun.Add(new Draft(TextOf(sure), TextOf(sure, TextSection.Scene), sure[^1].Finish!.Value, chances.Count, chances.Sum()));
        }
        var story = await WriteAsync(model, request);
        var best = alone[DraftRules.Best(request.Prompt, begun)];
        Assert.Equal((TextOf(best), TextOf(best, TextSection.Scene), best[^1].Finish), (TextOf(story), TextOf(story, TextSection.Scene), story[^1].Finish));
        Assert.True(story[^1].TokenCount >= best[^1].TokenCount + ((Openings - 1) * Math.Min(most, Looked)), "The tokens of all beginnings are counted.");
        Assert.All(story, piece => Assert.Null(piece.Logprobs));
    }

    [Fact]
    public async Task It_streams_once_it_is_chosen_and_counts_up()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var story = await WriteAsync(model, Story);
        Assert.True(story.Count(p => p.Text.Length > 0) > 40);
        Assert.Equal(story.Select(p => p.TokenCount).Order(), story.Select(p => p.TokenCount));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_story_alone_and_in_a_crowd()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var alone = TextOf(await WriteAsync(model, Story));
        // More rows than a batch has, so that some wait and others join late.
        var crowd = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => WriteAsync(model, Story with { Seed = (ulong)(7 + (i % 3)) }))));
        Assert.All(crowd.Where((_, i) => i % 3 == 0), pieces => Assert.Equal(alone, TextOf(pieces)));
    }

    [Fact]
    public void Which_one_is_chosen_does_not_hang_on_who_comes_first()
    {
        static TextPiece Piece(string text, int tokens) => new(text, TextSection.Body, tokens);
        (int, TextPiece)[] pieces = [(0, Piece("A bear ", 2)), (0, Piece("ran.", 4)), (0, Piece(" The fox", 6)), (1, Piece("A fox ", 2)), (1, Piece("ran.", 4))];
        foreach (var order in new[] { pieces, [.. pieces.Reverse().OrderBy(p => p.Item2.TokenCount)] })
        {
            var desk = new DraftDesk("a fox", 2, enough: 4);
            var given = order.SelectMany(p => desk.Add(p.Item1, p.Item2)).ToList();
            Assert.Equal(1, desk.Chosen);
            Assert.Equal("A fox ran.", TextOf(given));
        }
    }

    [Fact]
    public void What_was_written_until_it_was_chosen_counts_with_its_first_word()
    {
        static TextPiece Piece(string text, int tokens) => new(text, TextSection.Body, tokens);
        var desk = new DraftDesk("a fox", 2, enough: 2);
        (int, TextPiece)[] pieces = [(1, Piece("A", 1)), (1, Piece(" fox", 2)), (1, Piece(" ran", 3)), (0, Piece("A bear", 2)), (1, Piece(".", 4))];
        var given = pieces.SelectMany(p => desk.Add(p.Item1, p.Item2)).ToList();
        Assert.Equal(("A fox ran.", 1), (TextOf(given), desk.Chosen));
        Assert.Equal([5, 5, 5, 6], given.Select(p => p.TokenCount));
    }

    [Theory, InlineData(0), InlineData(9)]
    public async Task A_number_out_of_range_is_refused(int openings)
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var refused = await Assert.ThrowsAsync<ModelException>(() => WriteAsync(model, Story with { Options = new TextOptions { Openings = openings } }));
        Assert.Contains("openings must be 1 to 8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_let_go_of_leaves_its_place_to_others()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        for (var i = 0; i < 5; i++)
        {
            // Given up at the first word of the chosen one, or written to the end.
            using var cancel = new CancellationTokenSource();
            await foreach (var piece in model.GenerateAsync(Story with { Seed = (ulong)i }, cancel.Token))
                if (i % 2 == 0 && piece.Text.Length > 0) break;
        }
        Assert.NotEmpty(TextOf(await WriteAsync(model, Story with { Drafts = 32, Options = new TextOptions { MaxTokens = 5 } })));
    }
}
