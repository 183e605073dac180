using System.Net;

namespace MuseSpark.Client;

/// <summary>The server said no, or could not be reached; the message is a sentence for people.</summary>
/// <param name="status">Null when there was no answer at all.</param>
/// <param name="errors">Sentences by field name, as in a validation problem.</param>
public sealed class ApiException(
    string title, string? detail = null, HttpStatusCode? status = null, IReadOnlyDictionary<string, string[]>? errors = null, Exception? inner = null)
    : Exception(detail ?? title, inner)
{
    public string Title { get; } = title;
    public string? Detail { get; } = detail;
    public HttpStatusCode? Status { get; } = status;
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors ?? new Dictionary<string, string[]>();

    public bool IsOffline => Status is null;
}
