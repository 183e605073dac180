using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing.Template;

namespace MuseSpark.Web.Hosting;

/// <summary>
/// The answer below /api where no endpoint takes the request. A catch-all route keeps routing from telling the other method
/// or content type that the address does take, so that is told here.
/// </summary>
public static class UnknownAddress
{
    public static StatusCodeHttpResult Answer(HttpContext context, EndpointDataSource endpoints)
    {
        var request = context.Request;
        var methods = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Order < int.MaxValue - 1 && IsAt(request.Path, endpoint.RoutePattern.RawText ?? ""))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Distinct().ToList();
        if (methods.Contains(request.Method))
            return TypedResults.StatusCode(request.HasJsonContentType() || request.ContentType is null ? StatusCodes.Status404NotFound : StatusCodes.Status415UnsupportedMediaType);
        if (methods.Count == 0) return TypedResults.StatusCode(StatusCodes.Status404NotFound);
        context.Response.Headers.Allow = string.Join(", ", methods);
        return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
    }

    private static bool IsAt(PathString path, string pattern) =>
        new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(path, []);
}
