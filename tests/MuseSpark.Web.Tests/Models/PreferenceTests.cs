using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Models;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Models;

public sealed class PreferenceTests : IAsyncLifetime
{
    private MuseSparkApp _app = null!;
    private Person _person = null!;
    private HttpClient _admin = null!;
    private Guid _workspace;

    public async Task InitializeAsync()
    {
        _app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("Models:Folders:0", RepositoryFiles.Models));
        _person = await _app.NewPersonAsync(isAdmin: true);
        _admin = _person.Http;
        _workspace = await _app.NewWorkspaceAsync((_person, Role.Owner));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Works_that_ask_for_nothing_get_what_an_administrator_set_also_after_a_restart()
    {
        var text = (await ModelsAsync(_admin)).Single(m => m.Kind == "text");
        var picture = (await ModelsAsync(_admin)).Single(m => m.Kind == "image");
        Assert.Equal(text.Own, text.Defaults);
        await PreferAsync(text.Id, new() { Note = " Short stories only. ", Usual = new() { MaxTokens = 24, Temperature = 0.3f } });
        await PreferAsync(picture.Id, new() { Usual = new() { Steps = 3, Width = 256, Height = 256 } });

        await using var restarted = _app.Again();
        var browser = restarted.NewBrowser();
        await browser.SignInAsync(_person.Email);
        foreach (var admin in new[] { _admin, browser.Http })
        {
            var models = await ModelsAsync(admin);
            var changed = models.Single(m => m.Id == text.Id);
            Assert.Equal(("Short stories only.", 24, 0.3f), (changed.Note, changed.Defaults.MaxTokens, changed.Defaults.Temperature));
            Assert.Equal((text.Own, text.Own.TopK), (changed.Own, changed.Defaults.TopK));
            // Also of several drafts, whose own usual settings differ.
            var story = await MakeAsync(admin, new() { Kind = Kinds.Story, Prompt = "a fox", Mode = Modes.Thinking });
            Assert.Equal((24, 0.3f), (story.Settings.MaxTokens, story.Settings.Temperature));
            var painted = await MakeAsync(admin, new() { Kind = Kinds.Picture, Prompt = "a fox" });
            Assert.Equal((3, 256, picture.Own.Guidance), (painted.Settings.Steps, painted.Settings.Width, painted.Settings.Guidance));
            Assert.Equal(5, (await MakeAsync(admin, new() { Kind = Kinds.Picture, Prompt = "a fox", Settings = new() { Steps = 5 } })).Settings.Steps);
        }

        await PreferAsync(text.Id, new());
        var again = (await ModelsAsync(_admin)).Single(m => m.Id == text.Id);
        Assert.Equal((null, text.Own), (again.Note, again.Defaults));
    }

    [Fact]
    public async Task What_a_model_can_not_do_is_refused()
    {
        var picture = (await ModelsAsync(_admin)).Single(m => m.Kind == "image");
        var checker = (await ModelsAsync(_admin)).Single(m => m.Kind == "classifier");
        async Task<string> RefuseAsync(string model, ModelPreferenceRequest request, HttpStatusCode status)
        {
            var answer = await _admin.PutAsJsonAsync($"/api/models/{model}/preference", request, JsonText.Options);
            Assert.Equal(status, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }

        Assert.Contains("usual.width", await RefuseAsync(picture.Id, new() { Usual = new() { Width = 200, Height = 200 } }, HttpStatusCode.BadRequest));
        Assert.Contains("usual.scheduler", await RefuseAsync(picture.Id, new() { Usual = new() { Scheduler = "Nothing" } }, HttpStatusCode.BadRequest));
        Assert.Contains("Steps are 1 to 100", await RefuseAsync(picture.Id, new() { Usual = new() { Steps = 1000 } }, HttpStatusCode.BadRequest));
        Assert.Contains("under 500 characters", await RefuseAsync(picture.Id, new() { Note = new string('x', 501) }, HttpStatusCode.BadRequest));
        Assert.Contains("no settings", await RefuseAsync(checker.Id, new() { Usual = new() }, HttpStatusCode.BadRequest));
        await RefuseAsync("nothing", new(), HttpStatusCode.NotFound);
        Assert.Equal(picture.Own, (await ModelsAsync(_admin)).Single(m => m.Id == picture.Id).Defaults);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await _app.NewPersonAsync()).Http.PutAsJsonAsync($"/api/models/{picture.Id}/preference", new ModelPreferenceRequest(), JsonText.Options)).StatusCode);
    }

    private async Task PreferAsync(string model, ModelPreferenceRequest request) =>
        Assert.Equal(HttpStatusCode.NoContent, (await _admin.PutAsJsonAsync($"/api/models/{model}/preference", request, JsonText.Options)).StatusCode);

    private static async Task<IReadOnlyList<ModelView>> ModelsAsync(HttpClient http) => (await http.GetFromJsonAsync<ModelsView>("/api/models", JsonText.Options))!.Models;

    private async Task<GenerationView> MakeAsync(HttpClient http, GenerationRequest request) =>
        await (await http.PostAsJsonAsync("/api/generations", request with { WorkspaceId = _workspace }, JsonText.Options)).ReadAsync<GenerationView>(HttpStatusCode.Accepted);
}
