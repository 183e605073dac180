using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.JSInterop;

namespace MuseSpark.Client;

public sealed partial class MuseSparkApi(HttpClient http, IJSRuntime js, TimeProvider time)
{
    private const string AntiforgeryCookie = "XSRF-TOKEN", AntiforgeryHeader = "X-XSRF-TOKEN";

    /// <summary>The server no longer knows who we are: the session ended somewhere else.</summary>
    public event Action? SessionEnded;

    private async Task<TAnswer> AskAsync<TAnswer>(HttpMethod method, string address, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation) =>
        await ReadAsync(await SendAsync(new(method, address), cancellation), answer, cancellation);

    private async Task<TAnswer> AskAsync<TBody, TAnswer>(
        HttpMethod method, string address, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation) =>
        await ReadAsync(await SendAsync(new(method, address) { Content = JsonContent.Create(body, bodyType) }, cancellation), answer, cancellation);

    private async Task<TAnswer> AskAsync<TAnswer>(HttpMethod method, string address, HttpContent content, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation) =>
        await ReadAsync(await SendAsync(new(method, address) { Content = content }, cancellation), answer, cancellation);

    private async Task TellAsync(HttpMethod method, string address, CancellationToken cancellation) =>
        (await SendAsync(new(method, address), cancellation)).Dispose();

    private async Task TellAsync<TBody>(HttpMethod method, string address, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellation) =>
        (await SendAsync(new(method, address) { Content = JsonContent.Create(body, bodyType) }, cancellation)).Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            if (request.Method != HttpMethod.Get && Cookie(AntiforgeryCookie) is { Length: > 0 } token)
                request.Headers.Add(AntiforgeryHeader, token);

            HttpResponseMessage response;
            try
            {
                response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            }
            catch (HttpRequestException failure)
            {
                throw Unreachable(failure);
            }
            catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
            {
                throw new ApiException("No answer", "That took too long and was given up. Check that MuseSpark is running, then try again.", inner: failure);
            }

            if (response.IsSuccessStatusCode) return response;
            using (response)
                throw await ExplainAsync(response, cancellation);
        }
    }

    private static ApiException Unreachable(Exception failure) =>
        new("No connection", "MuseSpark can't be reached. Check that it is running, then try again.", inner: failure);

    // HttpOnly is off for this one cookie, so that the page can prove it is ours.
    private string? Cookie(string name) => ((IJSInProcessRuntime)js).Invoke<string?>("museSpark.cookie", name);

    private static async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage response, JsonTypeInfo<TAnswer> type, CancellationToken cancellation)
    {
        using (response)
        {
            try
            {
                return await response.Content.ReadFromJsonAsync(type, cancellation)
                    ?? throw new ApiException("Empty answer", "The server's answer was empty. Try again.", response.StatusCode);
            }
            catch (JsonException failure)
            {
                throw new ApiException("Unreadable answer", "This page and the server are of different versions. Reload the page.", response.StatusCode, inner: failure);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                // The connection was lost in the middle of the answer.
                throw Unreachable(failure);
            }
        }
    }

    private async Task<ApiException> ExplainAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        ProblemBody? problem = null;
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            try
            {
                problem = await response.Content.ReadFromJsonAsync(Json.ProblemBody, cancellation);
            }
            catch (JsonException)
            {
                // A broken problem body still leaves the status, which says enough below.
            }
        }

        if (response.StatusCode == HttpStatusCode.Unauthorized) SessionEnded?.Invoke();
        var sentence = problem?.Detail ?? problem?.Errors?.Values.FirstOrDefault()?.FirstOrDefault() ?? response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "Sign in first.",
            HttpStatusCode.Forbidden => "Your role in this workspace does not allow that. Ask an owner.",
            HttpStatusCode.NotFound => "That is not here, or you have no access to it.",
            HttpStatusCode.TooManyRequests => "That was a lot at once. Wait a moment, then try again.",
            HttpStatusCode.RequestEntityTooLarge => "That is too large to send.",
            >= HttpStatusCode.InternalServerError => "The server stumbled. Nothing you made is lost; try again.",
            _ => problem?.Title ?? "That did not work. Reload the page and try again.",
        };
        return new ApiException(problem?.Title ?? sentence, sentence, response.StatusCode, problem?.Errors);
    }
}
