using System.Net;
using System.Net.Http.Json;
using System.Text;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Hosting;

[Collection(SharedApps.Name)]
public sealed class BadRequestTests(Apps apps)
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"email\":null,\"password\":null}")]
    [InlineData("{\"email\":5,\"password\":\"x\"}")]
    [InlineData("{\"email\":\"a@b\",\"password\":\"x\",\"isAdmin\":true}")]
    [InlineData("{\"email\":\"a\\u0000b\",\"password\":\"x\"}")]
    [InlineData("{\"email\":\"a\\u0007b\",\"password\":\"x\"}")]
    [InlineData("{\"email\":\"\\ud800\",\"password\":\"x\"}")]
    [InlineData("{\"email\":\"a@b\",\"password\":\"x\",}")]
    [InlineData("{\"email\":{\"a\":{\"a\":{\"a\":1}}},\"password\":\"x\"}")]
    public async Task A_body_that_does_not_do_gets_a_sentence(string body)
    {
        var answer = await apps[Database.Sqlite].NewBrowser().Http.PostAsync("/api/session", Answers.Json(body));

        await answer.RefusalAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/api/generations/00000000-0000-0000-0000-000000000001/reports", "{\"category\":\"violence\",\"words\":null}", "The words can't be null")]
    [InlineData("/api/cases/bulk", "{\"ids\":null,\"action\":\"allow\"}", "Name the cases")]
    [InlineData("/api/models/none/prompt-length", "{\"prompt\":null}", "Send the prompt")]
    public async Task Nothing_where_something_belongs_gets_a_sentence(string path, string body, string part)
    {
        var person = await apps[Database.Sqlite].NewPersonAsync();

        var sentence = await (await person.Http.PostAsync(path, Answers.Json(body))).RefusalAsync(HttpStatusCode.BadRequest);

        Assert.Contains(part, sentence);
    }

    [Fact]
    public async Task A_control_character_is_pointed_out()
    {
        var answer = await apps[Database.Sqlite].NewBrowser().Http.PostAsync("/api/session", Answers.Json("{\"email\":\"a\\u0000b\",\"password\":\"x\"}"));

        var sentence = await answer.RefusalAsync(HttpStatusCode.BadRequest);

        Assert.Contains("U+0000", sentence);
        Assert.Contains("$.email", sentence);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_depth_without_end_are_refused()
    {
        var http = apps[Database.Sqlite].NewBrowser().Http;
        var overlong = new ByteArrayContent([.. "{\"email\":\""u8, 0xC0, 0x80, .. "\",\"password\":\"x\"}"u8]) { Headers = { ContentType = new("application/json") } };

        await (await http.PostAsync("/api/session", overlong)).RefusalAsync(HttpStatusCode.BadRequest);
        await (await http.PostAsync("/api/session", Answers.Json("{\"email\":" + new string('[', 5000)))).RefusalAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Another_content_type_is_refused(string type)
    {
        var body = new StringContent("{\"email\":\"a@b\",\"password\":\"x\"}", Encoding.UTF8, type);

        await (await apps[Database.Sqlite].NewBrowser().Http.PostAsync("/api/session", body)).RefusalAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory, OnBothDatabases]
    public async Task Addresses_that_do_not_do_get_a_sentence(Database database)
    {
        var http = (await apps[database].NewPersonAsync()).Http;

        await (await http.GetAsync("/api/workspaces/not-an-id/members")).RefusalAsync(HttpStatusCode.NotFound);
        await (await http.GetAsync("/api/workspaces?x=%00")).RefusalAsync(HttpStatusCode.BadRequest);
        await (await http.GetAsync("/api/invitations/a%07b")).RefusalAsync(HttpStatusCode.BadRequest);
        await (await http.GetAsync("/api/session/workspace")).RefusalAsync(HttpStatusCode.MethodNotAllowed);
        await (await http.PostAsync("/api/nowhere", Answers.Json("{}"))).RefusalAsync(HttpStatusCode.NotFound);
    }

    [Theory, OnBothDatabases]
    public async Task Odd_names_come_back_as_they_were_sent(Database database)
    {
        var person = await apps[database].NewPersonAsync();
        string[] names = ["'; DROP TABLE Users;--", "<script>alert(1)</script>", "Ω≈ç√∫˜µ≤", "田中さん", "👩‍👩‍👧‍👦", "\u202Ertl", "null", "%s%n", "../../etc/passwd", "İstanbul", "a\u0301"];

        foreach (var name in names)
        {
            var made = await (await person.Http.PostAsJsonAsync("/api/workspaces", new WorkspaceRequest { Name = name })).ReadAsync<WorkspaceView>(HttpStatusCode.Created);
            Assert.Equal(name, made.Name);
        }

        var listed = (await person.Browser.SessionAsync()).User!.Workspaces.Select(w => w.Name);
        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
