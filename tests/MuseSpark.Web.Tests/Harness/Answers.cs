using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Tests.Harness;

public static class Answers
{
    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>(JsonText.Options))!;
    }

    /// <returns>The sentence of a ProblemDetails with this status.</returns>
    public static async Task<string> RefusalAsync(this HttpResponseMessage answer, HttpStatusCode expected)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal((int)expected, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(answer.Headers.GetValues("X-Correlation-ID").Single(), problem.RootElement.GetProperty("traceId").GetString());
        var sentence = problem.RootElement.GetProperty("detail").GetString()!;
        Assert.NotEmpty(sentence);
        return sentence;
    }
}
