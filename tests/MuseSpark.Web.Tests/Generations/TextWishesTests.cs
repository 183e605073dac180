using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Models;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>The length and tone that a text is asked for in.</summary>
public sealed class TextWishesTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    [Fact]
    public async Task Length_and_tone_reach_the_model_and_are_remembered()
    {
        TextRequest? asked = null;
        app.Text.Script = (request, cancellationToken) =>
        {
            asked = request;
            return ScriptedTextModel.Tale(request, cancellationToken);
        };
        var job = await app.MakeAsync(new { kind = "story", prompt = "winter", settings = new { length = "long", tone = "funny" } });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(("long", "funny", 100), (asked!.Length, asked.Tone, asked.Options.MaxTokens));
        Assert.Equal(("long", "funny"), (done.Settings.Length, done.Settings.Tone));
        var record = await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs.Single().Id}/provenance", JsonText.Options);
        Assert.Equal("<|story|><|long|><|funny|>winter<|text|>", record!.ExpandedPrompt);
        var models = await app.Client.GetFromJsonAsync<ModelsView>("/api/models", JsonText.Options);
        var wishes = models!.Models.Single(model => model.Id == "scripted-text").Wishes;
        Assert.Equal(["long", "funny"], wishes["story"]);
        // A poem of this model is asked for in words, so it may be anything.
        Assert.Equal(TextWishes.All, wishes["poem"]);
    }
}
