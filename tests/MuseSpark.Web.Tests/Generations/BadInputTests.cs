using System.Net;
using System.Text;
using System.Text.Json;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Generations;

public sealed class BadInputTests(SqliteJobsApp app) : IClassFixture<SqliteJobsApp>
{
    /// <summary>Body, and a part of the sentence that the answer must hold.</summary>
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "", "" },
        { "[]", "JSON" },
        { "{", "JSON" },
        { "null", "" },
        { """{"kind":"story"}""", "Write a few words" },
        { """{"kind":"story","prompt":""}""", "Write a few words" },
        { """{"kind":"story","prompt":" \t\r\n  "}""", "Write a few words" },
        { """{"kind":"story","prompt":"\u200b\u200d"}""", "Write a few words" },
        { """{"kind":"story","prompt":"a\u0000b"}""", "control character" },
        { """{"kind":"story","prompt":"a\u001bb"}""", "control character" },
        { """{"kind":"story","prompt":"\ud800"}""", "" },
        { """{"kind":"story","prompt":7}""", "$.prompt" },
        { """{"kind":"story","prompt":null}""", "Write a few words" },
        { """{"kind":"caption","sourceId":"00000000-0000-0000-0000-000000000001","prompt":null}""", "The prompt can't be null" },
        { """{"kind":"enlarge","sourceId":"00000000-0000-0000-0000-000000000001","prompt":null,"settings":{"enlarge":2}}""", "The prompt can't be null" },
        { $$"""{"kind":"story","prompt":"{{new string('x', 8_001)}}"}""", "8,000" },
        { $$"""{"kind":"story","prompt":"{{new string('x', 20_000)}}"}""", "8,000" },
        { """{"prompt":"x"}""", "Choose what to make" },
        { """{"kind":"opera","prompt":"x"}""", "Choose what to make" },
        { """{"kind":"story","prompt":"x","mode":"dreaming"}""", "mode" },
        { """{"kind":"picture","prompt":"x","mode":"thinking"}""", "can't choose between pictures" },
        { """{"kind":"story","prompt":"x","model":"gpt-9"}""", "There is no model \"gpt-9\" here. Choose one of: scripted-text." },
        { """{"kind":"story","prompt":"x","model":"scripted-picture"}""", "can't make this" },
        { """{"kind":"picture","prompt":"x","settings":{"scheduler":"Magic"}}""", "Choose one of: DDIM" },
        { """{"kind":"picture","prompt":"x","settings":{"width":100}}""", "multiple of 8 pixels: 96 or 104" },
        { """{"kind":"picture","prompt":"x","settings":{"width":72}}""", "64, 128" },
        { """{"kind":"picture","prompt":"x","settings":{"height":-8}}""", "Height is 64 to 1024" },
        { """{"kind":"picture","prompt":"x","settings":{"width":2147483647}}""", "Width is 64 to 1024" },
        { """{"kind":"picture","prompt":"x","settings":{"width":2147483648}}""", "$.settings.width" },
        { """{"kind":"picture","prompt":"x","settings":{"steps":0}}""", "Steps are 1 to 100" },
        { """{"kind":"picture","prompt":"x","settings":{"guidance":1e38}}""", "Guidance is 1" },
        { """{"kind":"picture","prompt":"x","settings":{"guidance":1e400}}""", "" },
        { """{"kind":"picture","prompt":"x","settings":{"guidance":"NaN"}}""", "Guidance is 1" },
        { """{"kind":"picture","prompt":"x","settings":{"withPicture":true}}""", "Only a story" },
        { """{"kind":"story","prompt":"x","settings":{"maxTokens":1000000}}""", "Length is 1 to 4096" },
        { """{"kind":"story","prompt":"x","settings":{"temperature":-1}}""", "Temperature is 0 to 2" },
        { """{"kind":"story","prompt":"x","settings":{"topP":0}}""", "Top-p is" },
        { """{"kind":"story","prompt":"x","settings":{"stop":[""]}}""", "stop string" },
        { """{"kind":"story","prompt":"x","settings":{"stop":["1","2","3","4","5","6","7","8","9"]}}""", "At most 8" },
        { """{"kind":"story","prompt":"x","settings":{"length":"endless"}}""", "The length is short or long" },
        { """{"kind":"story","prompt":"x","settings":{"tone":"<|eos|>"}}""", "The tone is funny, gentle or exciting" },
        { """{"kind":"story","prompt":"x","settings":{"tone":"gentle"}}""", "Scripted text can't be told this tone" },
        { """{"kind":"ideas","prompt":"x","settings":{"length":"long"}}""", "Only stories and poems come in a length" },
        { """{"kind":"story","prompt":"x","seed":-1}""", "The seed is" },
        { """{"kind":"story","prompt":"x","seed":9007199254740992}""", "The seed is" },
        { """{"kind":"story","prompt":"x","seed":1.5}""", "$.seed" },
        { """{"kind":"story","prompt":"x","parentId":"00000000-0000-0000-0000-000000000001"}""", "not in this workspace" },
        { """{"kind":"story","prompt":"x","parentId":"../x"}""", "$.parentId" },
        { """{"kind":"story","prompt":"x","promt":"y"}""", "promt" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_is_refused_with_a_sentence(string body, string part)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await app.Client.PostAsync("/api/generations", content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{body} -> {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var detail = JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()!;
        Assert.Contains(part, detail, StringComparison.Ordinal);
        Assert.EndsWith(".", detail.TrimEnd(')'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("🦊🏮❄️")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("a\r\nb\tc")]
    [InlineData("<|endoftext|> <|story|> {prompt} <script>alert(1)</script>")]
    [InlineData("Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich — שלום, 你好")]
    public async Task It_is_accepted_and_kept_as_it_was_written(string prompt)
    {
        var job = await app.MakeAsync(new { kind = "story", prompt });
        var done = await app.FinishedAsync(job.Id);
        Assert.Equal(GenerationState.Completed, done.State);
        Assert.Equal(prompt.ReplaceLineEndings("\n"), done.Prompt);
    }

    [Theory]
    [InlineData("take=0", "1 to 100 works")]
    [InlineData("take=101", "1 to 100 works")]
    [InlineData("take=many", "check take in the query")]
    [InlineData("kind=opera", "There is no kind")]
    [InlineData("cursor=first", "without a cursor")]
    [InlineData("workspaceId=mine&kind=story", "check workspaceId in the query")]
    [InlineData("search=%00", "control character")]
    public async Task A_list_that_can_not_be_is_refused(string query, string part)
    {
        using var response = await app.Client.GetAsync($"/api/generations?{query}");
        Assert.Contains(part, await response.RefusalAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/generations/00000000-0000-0000-0000-000000000001")]
    [InlineData("GET", "/api/generations/00000000-0000-0000-0000-000000000001/events")]
    [InlineData("POST", "/api/generations/00000000-0000-0000-0000-000000000001/cancel")]
    [InlineData("POST", "/api/generations/00000000-0000-0000-0000-000000000001/retry")]
    [InlineData("DELETE", "/api/generations/00000000-0000-0000-0000-000000000001")]
    [InlineData("GET", "/api/outputs/00000000-0000-0000-0000-000000000001/content")]
    [InlineData("GET", "/api/outputs/00000000-0000-0000-0000-000000000001/provenance")]
    [InlineData("POST", "/api/outputs/00000000-0000-0000-0000-000000000001/reproduce")]
    [InlineData("GET", "/api/outputs/%2e%2e%2fetc/content")]
    [InlineData("GET", "/api/models/..%2f..%2fetc%2fpasswd/card")]
    public async Task What_is_not_there_is_not_found(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
