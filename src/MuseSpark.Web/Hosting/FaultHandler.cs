using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;

namespace MuseSpark.Web.Hosting;

/// <summary>Turns what handlers throw into answers: the caller's mistakes into 4xx, ours and the machine's into a logged 5xx.</summary>
public sealed class FaultHandler(IProblemDetailsService problems, ILogger<FaultHandler> log) : IExceptionHandler
{
    private const int NoSpaceLeft = 28, DiskFull = 13, Busy = 5, Locked = 6;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        // Nobody is there any more to read an answer.
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (status, detail) = Explain(exception);
        if (status >= 500)
            log.LogError(exception, "{Method} {Endpoint} failed with {Status}", context.Request.Method, context.GetEndpoint()?.DisplayName, status);

        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "5";
        return await problems.TryWriteAsync(new() { HttpContext = context, Exception = exception, ProblemDetails = { Status = status, Detail = detail } });
    }

    private static (int Status, string? Detail) Explain(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: TextException text } => (400, $"{text.Message} (Field {text.Path}.)"),
        BadHttpRequestException { InnerException: JsonException json } => (400, Explain(json)),
        BadHttpRequestException { StatusCode: 400 } bad => (400, $"The server can't read this request: {bad.Message.TrimEnd('.')}."),
        BadHttpRequestException bad => (bad.StatusCode, null),
        _ when IsDiskFull(exception) => (507, "The server's disk is full: free some space and try again. Nothing that was stored before is lost."),
        _ when IsDatabaseAway(exception) => (503, "The database is busy or can't be reached at the moment. Try again in a few seconds."),
        _ => (500, null),
    };

    private static string Explain(JsonException json) => json.Path is null or "$"
        ? $"The request's body is not the JSON that belongs here (line {json.LineNumber + 1}, character {json.BytePositionInLine + 1})."
        : $"The request's JSON is not right at {json.Path}: check the spelling of the name and the kind of the value (line {json.LineNumber + 1}, character {json.BytePositionInLine + 1}).";

    private static bool IsDiskFull(Exception? exception) => exception switch
    {
        null => false,
        SqliteException { SqliteErrorCode: DiskFull } => true,
        IOException io when (io.HResult & 0xFFFF) == NoSpaceLeft => true,
        _ => IsDiskFull(exception.InnerException),
    };

    private static bool IsDatabaseAway(Exception? exception) => exception switch
    {
        null => false,
        RetryLimitExceededException => true,
        SqliteException sqlite => sqlite.SqliteErrorCode is Busy or Locked,
        DbException database => database.IsTransient,
        _ => IsDatabaseAway(exception.InnerException),
    };
}
