using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Models;
using MuseSpark.Inference.Tests.Hub;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Commands;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Models;

/// <summary>The way of a model from the hub to the list of models, with the built-in text model as a repository of a hub on this machine.</summary>
public sealed class PullTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private MuseSparkApp _app = null!;
    private Person _person = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        await _hub.AddAsync(Path.Combine(RepositoryFiles.Models, "spark-text"));
        _app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("Hub:Address", _hub.Options.Address.ToString()));
        _person = await _app.NewPersonAsync(isAdmin: true);
        _admin = _person.Http;
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task An_administrator_sees_what_it_is_accepts_its_licence_and_has_it()
    {
        var seen = (await _admin.GetFromJsonAsync<HubModelView>($"/api/models/hub?repository={TestHub.Repository}", JsonText.Options))!;
        Assert.Equal(("text", "spark", "apache-2.0", TestHub.Commit), (seen.Kind, seen.Architecture, seen.Licence, seen.Revision));
        Assert.Equal([("tiny-int8", "int8", false), ("tiny-fp32", "fp32", false)], seen.Precisions.Select(p => (p.Id, p.Name, p.IsHere)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await OrderAsync("mit")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await OrderAsync("apache-2.0")).StatusCode);
        var done = await UntilAsync(_admin, pull => pull.State is PullState.Installed or PullState.Failed);
        Assert.Equal((null, PullState.Installed, done.Total), (done.Problem, done.State, done.Done));

        Assert.Null(Assert.Single(await ModelsAsync(), m => m.Id == "tiny-int8").Problem);
        Assert.Null((await (await _admin.PostAsync("/api/models/tiny-int8/verify", null)).ReadAsync<ModelCheckView>(HttpStatusCode.OK)).Problem);
        var graph = Path.Combine(_app.Folder, "models", "tiny-int8", "onnx", "model_int8.onnx");
        await File.AppendAllTextAsync(graph, "x");
        Assert.Contains("is not the one", (await (await _admin.PostAsync("/api/models/tiny-int8/verify", null)).ReadAsync<ModelCheckView>(HttpStatusCode.OK)).Problem);

        Assert.Equal(HttpStatusCode.NoContent, (await _admin.DeleteAsync("/api/models/tiny-int8")).StatusCode);
        Assert.DoesNotContain(await ModelsAsync(), m => m.Id == "tiny-int8");
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(graph))));
    }

    [Fact]
    public async Task A_download_goes_on_after_a_restart_of_the_server()
    {
        _hub.HaltAfter(500_000);
        await using (var first = _app.Again())
        {
            var admin = await AdminOfAsync(first);
            await OrderAsync("apache-2.0", admin);
            await UntilAsync(admin, pull => pull.Done >= 500_000);
        }
        _hub.AskedStore.Clear();

        await using var second = _app.Again();
        await UntilAsync(await AdminOfAsync(second), pull => pull.State == PullState.Installed);
        Assert.InRange(_hub.AskedStore.First().From, 400_000, 600_000);
    }

    [Fact]
    public async Task One_that_was_stopped_stays_so_until_it_is_resumed_and_two_orders_are_one()
    {
        _hub.HaltAfter(500_000);
        await OrderAsync("apache-2.0");
        await OrderAsync("apache-2.0");
        await UntilAsync(_admin, pull => pull.Done >= 500_000);
        Assert.Equal(PullState.Stopped, (await (await _admin.PostAsync("/api/models/pulls/tiny-int8/stop", null)).ReadAsync<PullView>(HttpStatusCode.OK)).State);
        _hub.AskedStore.Clear();

        await (await _admin.PostAsync("/api/models/pulls/tiny-int8/resume", null)).ReadAsync<PullView>(HttpStatusCode.Accepted);
        await UntilAsync(_admin, pull => pull.State == PullState.Installed);
        Assert.InRange(_hub.AskedStore.First().From, 400_000, 600_000);
    }

    [Fact]
    public async Task One_that_is_discarded_leaves_nothing()
    {
        _hub.HaltAfter(500_000);
        await OrderAsync("apache-2.0");
        await UntilAsync(_admin, pull => pull.Done >= 500_000);
        Assert.Equal(HttpStatusCode.NoContent, (await _admin.DeleteAsync("/api/models/pulls/tiny-int8")).StatusCode);
        Assert.Empty((await _admin.GetFromJsonAsync<IReadOnlyList<PullView>>("/api/models/pulls", JsonText.Options))!);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_app.Folder, "downloads"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task One_that_is_resumed_while_it_is_discarded_is_gone_all_the_same()
    {
        for (var round = 0; round < 5; round++)
        {
            _hub.HaltAfter(500_000);
            await OrderAsync("apache-2.0");
            await UntilAsync(_admin, pull => pull.Done >= 500_000);
            var discarding = _admin.DeleteAsync("/api/models/pulls/tiny-int8");
            while (!discarding.IsCompleted) (await _admin.PostAsync("/api/models/pulls/tiny-int8/resume", null)).Dispose();
            Assert.Equal(HttpStatusCode.NoContent, (await discarding).StatusCode);
            Assert.Empty((await _admin.GetFromJsonAsync<IReadOnlyList<PullView>>("/api/models/pulls", JsonText.Options))!);
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(_app.Folder, "downloads"), "*", SearchOption.AllDirectories));
            Assert.DoesNotContain(await ModelsAsync(), m => m.Id == "tiny-int8");
        }
    }

    [Fact]
    public async Task What_fails_says_why()
    {
        _hub.Files["tokenizer.json"] = "{}"u8.ToArray();
        await OrderAsync("apache-2.0");
        Assert.NotNull((await UntilAsync(_admin, pull => pull.State == PullState.Failed)).Problem);
        Assert.DoesNotContain(await ModelsAsync(), m => m.Id == "tiny-int8");
    }

    [Theory]
    [InlineData("list")]
    [InlineData("pull")]
    [InlineData("pull x --precision")]
    [InlineData("pull x --force")]
    [InlineData("remove")]
    [InlineData("bench")]
    public async Task The_command_line_explains_itself(string line)
    {
        var errors = new StringWriter();
        var code = await ModelsCommand.RunAsync(line.Split(' '), TextWriter.Null, errors, CancellationToken.None);
        Assert.Equal(line == "list" ? ModelsCommand.Done : ModelsCommand.NotDone, code);
        if (line != "list") Assert.Contains("musespark models pull", errors.ToString());
    }

    [Fact]
    public async Task What_is_not_here_cant_be_measured()
    {
        var errors = new StringWriter();
        Assert.Equal(ModelsCommand.NotDone, await ModelsCommand.RunAsync(["bench", "nobody"], TextWriter.Null, errors, CancellationToken.None));
        Assert.Contains("There is no model nobody here.", errors.ToString());
    }

    private async Task<HttpClient> AdminOfAsync(MuseSparkApp app)
    {
        var browser = app.NewBrowser();
        await browser.SignInAsync(_person.Email);
        return browser.Http;
    }

    private Task<HttpResponseMessage> OrderAsync(string licence, HttpClient? admin = null) =>
        (admin ?? _admin).PostAsJsonAsync("/api/models/pulls", new PullRequest { Repository = TestHub.Repository, AcceptedLicence = licence }, JsonText.Options);

    private async Task<IReadOnlyList<ModelView>> ModelsAsync() => (await _admin.GetFromJsonAsync<ModelsView>("/api/models", JsonText.Options))!.Models;

    private static async Task<PullView> UntilAsync(HttpClient http, Func<PullView, bool> condition)
    {
        for (var tries = 0; ; tries++)
        {
            var pull = (await http.GetFromJsonAsync<IReadOnlyList<PullView>>("/api/models/pulls", JsonText.Options))!.SingleOrDefault();
            if (pull is not null && condition(pull)) return pull;
            Assert.True(tries < 1200, $"It does not get there: {pull}");
            await Task.Delay(50);
        }
    }
}
