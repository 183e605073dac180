using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Drafts;

namespace MuseSpark.Inference.Tests.Text.Drafts;

public class DraftingTests
{
    private static readonly TextRequest Story = new() { Kind = "story", Prompt = "a brave fox", Seed = 7, WithScene = true };

    private static async Task<(Draft Draft, List<TextPiece> Pieces)> WriteAsync(OnnxTextModel model, TextRequest request, CancellationToken cancellationToken = default)
    {
        var pieces = new List<TextPiece>();
        await foreach (var piece in model.GenerateAsync(request, cancellationToken)) pieces.Add(piece);
        string Part(TextSection section) => string.Concat(pieces.Where(p => p.Section == section).Select(p => p.Text));
        var tokens = pieces.Where(p => p.Section == TextSection.Body).SelectMany(p => p.Logprobs ?? []).ToList();
        return (new Draft(Part(TextSection.Body), Part(TextSection.Scene), pieces[^1].Finish!.Value, tokens.Count, tokens.Sum(t => (double)t.Token.Logprob)), pieces);
    }

    [Fact]
    public async Task The_best_of_the_texts_that_each_row_would_have_written_alone_is_given()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        var alone = new List<Draft>();
        for (var i = 0; i < 5; i++) alone.Add((await WriteAsync(model, Story with { Seed = Story.Seed + ((ulong)i << 56), Options = new TextOptions { TopLogprobs = 0 } })).Draft);
        Assert.All(alone, draft => Assert.True(draft.Logprob < 0 && draft.Tokens > 0));
        var (best, pieces) = await WriteAsync(model, Story with { Drafts = 5 });
        Assert.Equal(alone.ConvertAll(d => (d.Body, d.Scene))[DraftRules.Best(Story.Prompt, alone)], (best.Body, best.Scene));
        Assert.True(pieces[^1].TokenCount > 5 * 24, "The tokens of all drafts are counted.");
        Assert.Contains(pieces, p => p.Text.Length == 0 && p.Finish is null);
    }

    [Theory, InlineData(0), InlineData(33)]
    public async Task A_number_of_drafts_out_of_range_is_refused(int drafts)
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        await Assert.ThrowsAsync<ModelException>(() => WriteAsync(model, Story with { Drafts = drafts }));
    }

    [Fact]
    public async Task Drafting_can_be_cancelled()
    {
        using var folder = new TinyModel();
        using var model = folder.Open();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WriteAsync(model, Story with { Drafts = 3 }, cancel.Token));
    }
}
