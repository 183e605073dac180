using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>Pictures in the styles that their model was taught.</summary>
public sealed class StyleTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    [Theory]
    [InlineData("picture", "a pencil drawing of winter")]
    [InlineData("story", "a pencil drawing of a fox in the snow")]
    public async Task The_model_is_told_the_style_and_the_record_keeps_what_it_was_told(string kind, string told)
    {
        var job = await app.MakeAsync(new { kind, prompt = "winter", settings = new { style = "pencil", withPicture = kind == "story" } });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(told, app.Picture.Request!.Prompt);
        Assert.Equal(("winter", "pencil"), (done.Prompt, done.Settings.Style));
        var record = await app.Client.GetFromJsonAsync<ProvenanceView>($"/api/outputs/{done.Outputs.Single(o => o.Kind == "picture").Id}/provenance", JsonText.Options);
        Assert.Equal(told, record!.ExpandedPrompt);
    }

    [Fact]
    public async Task A_style_that_the_model_was_not_taught_is_refused_with_those_it_was()
    {
        using var refused = await app.Client.PostAsJsonAsync("/api/generations", new { kind = "picture", prompt = "winter", settings = new { style = "oil" } });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("pencil", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
