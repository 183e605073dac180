using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Tests.Uploads;

namespace MuseSpark.Web.Tests;

/// <summary>
/// Every endpoint times every kind of caller, against access-matrix.tsv. Its address and body may name things of a
/// <see cref="Scene"/> in braces, which is made anew for each call, since calls change things.
/// </summary>
[Collection(SharedApps.Name)]
public sealed class AccessMatrixTests(Apps apps)
{
    private static readonly string[] Callers = ["anonymous", "outsider", "viewer", "reviewer", "editor", "owner", "admin", "key"];

    private sealed record Row(string Method, string Route, string Address, string Body, string[] Statuses);

    [Theory, OnBothDatabases]
    public void Every_endpoint_has_a_row_and_every_row_an_endpoint(Database database)
    {
        var rows = Rows().Select(row => $"{row.Method} {row.Route}").ToList();
        var endpoints = Endpoints(apps[database]).SelectMany(endpoint => Methods(endpoint).Select(method => $"{method} {Pattern(endpoint)}")).ToList();

        Assert.Empty(endpoints.Except(rows));
        Assert.Empty(rows.Except(endpoints));
        Assert.Equal(rows.Distinct().Count(), rows.Count);
    }

    [Theory, OnBothDatabases]
    public void Every_endpoint_says_who_may_use_it(Database database) =>
        Assert.Empty(Endpoints(apps[database])
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(Pattern));

    [Theory, OnBothDatabases]
    public async Task Every_caller_gets_what_the_table_says(Database database)
    {
        var app = apps[database];
        var people = new Dictionary<string, Person>();
        foreach (var caller in Callers.Except(["anonymous", "key"]))
            people[caller] = await app.NewPersonAsync(isAdmin: caller == "admin");
        var other = await app.NewPersonAsync();
        var failures = new List<string>();

        foreach (var row in Rows())
        {
            for (var i = 0; i < Callers.Length; i++)
            {
                var caller = Callers[i];
                var scene = await Scene.MakeAsync(app, people, other, people.GetValueOrDefault(caller));
                var http = caller switch
                {
                    "anonymous" => app.NewBrowser().Http,
                    "key" => app.WithKey(scene.OwnerKey),
                    _ => people[caller].Browser.Twin().Http,
                };
                using var request = new HttpRequestMessage(new HttpMethod(row.Method == "ANY" ? "GET" : row.Method), scene.Fill(row.Address));
                if (row.Body == "a picture")
                    request.Content = TestPictures.Form(TestPictures.Png(8, 8));
                else if (row.Body != "-")
                    request.Content = Answers.Json(scene.Fill(row.Body));
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                if (((int)answer.StatusCode).ToString() != row.Statuses[i])
                    failures.Add($"{row.Method} {row.Address} as {caller}: {(int)answer.StatusCode}, the table says {row.Statuses[i]}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static List<Row> Rows() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "access-matrix.tsv"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('\t', StringSplitOptions.RemoveEmptyEntries))
        .Select(cells => new Row(cells[0], cells[1], cells[2], cells[3], cells[4..]))
        .Select(row => row.Statuses.Length == Callers.Length ? row : throw new FormatException($"{row.Method} {row.Route} needs {Callers.Length} statuses."))
        .ToList();

    private static IEnumerable<RouteEndpoint> Endpoints(MuseSparkApp app) => app.Services.GetRequiredService<EndpointDataSource>()
        .Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null);

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Except(["HEAD"]) ?? ["ANY"];

    private static string Pattern(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');
}
