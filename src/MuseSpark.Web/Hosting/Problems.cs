using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace MuseSpark.Web.Hosting;

/// <summary>Every refusal is a ProblemDetails whose detail is a sentence for people.</summary>
public static class Problems
{
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        services.AddExceptionHandler<FaultHandler>();

        // Unreadable requests come to the fault handler as exceptions, which say what was wrong with them.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions["traceId"] = Correlation.Id(context.HttpContext);

        if (problem is HttpValidationProblemDetails { Errors.Count: > 0 } validation)
        {
            var byField = validation.Errors.ToDictionary(error => CamelCase(error.Key), error => error.Value);
            validation.Errors.Clear();
            foreach (var (field, sentences) in byField)
                validation.Errors[field] = sentences;
            problem.Detail ??= string.Join(" ", byField.Values.SelectMany(sentences => sentences).Distinct());
        }

        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        problem.Detail ??= (status == StatusCodes.Status400BadRequest ? UnreadQuery(context.HttpContext) : null) ?? Sentence(status);
    }

    /// <summary>Optional values of the query that can't be read end a request without an exception; which of them it was is not told.</summary>
    private static string? UnreadQuery(HttpContext context)
    {
        var names = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.HasTryParse && parameter.ParameterInfo.ParameterType != typeof(string) && context.Request.Query.ContainsKey(parameter.Name))
            .Select(parameter => parameter.Name).ToList();
        return names is [_, ..] ? $"A value in the address can't be read: check {string.Join(", ", names)} in the query." : null;
    }

    private static string CamelCase(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    private static string Sentence(int status) => status switch
    {
        400 => "The server can't read this request.",
        401 => "Sign in first, or send a valid key as \"Authorization: Bearer msk_...\".",
        403 => "This is not open to you.",
        404 => "There is nothing at this address.",
        405 => "This address doesn't take that method.",
        413 => "That is too large to send.",
        415 => "Send JSON, with the header \"Content-Type: application/json\".",
        429 => "That was a lot at once. Wait a moment and try again.",
        503 => "The server is busy for the moment. Try again in a few seconds.",
        >= 500 => "Something went wrong on the server. Its log has the particulars under this answer's traceId.",
        _ => "The server didn't accept this request.",
    };
}

/// <summary>One id for the answer's header, its ProblemDetails and the log.</summary>
public static class Correlation
{
    public const string Header = "X-Correlation-ID";

    public static string Id(HttpContext context) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity.TraceId.ToString() ?? context.TraceIdentifier;
}
