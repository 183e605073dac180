using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using MuseSpark.Client.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models.Commands;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Hosting;

/// <summary>What people see of the optional packs; that the real ones can be installed is tested where they are made.</summary>
public sealed class PackTests : IDisposable
{
    private readonly TcpListener _registry = new(IPAddress.Loopback, 0);

    public PackTests()
    {
        _registry.Start();
        _ = RefuseAsync();
    }

    private string Address => $"http://127.0.0.1:{((IPEndPoint)_registry.LocalEndpoint).Port}";

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task Administrators_may_install_it_and_are_told_why_that_failed()
    {
        await using var app = await MuseSparkApp.CreateAsync(Database.Sqlite, ("Npm:Registry", Address));
        var (admin, member) = (await app.NewPersonAsync(isAdmin: true), await app.NewPersonAsync());
        var seen = await ListAsync(member);
        Assert.Equal((PackState.Missing, false, "MIT", "nsfwjs 4.4.0, from npm"), (seen.State, seen.MayInstall, seen.Licence, seen.Source));
        Assert.True((await ListAsync(admin)).MayInstall);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.Http.PostAsync("/api/packs/picture-safety/install", null)).StatusCode);

        var begun = await (await admin.Http.PostAsync("/api/packs/picture-safety/install", null)).ReadAsync<PackView>(HttpStatusCode.Accepted);
        Assert.NotEqual(PackState.Installed, begun.State);
        for (var tries = 0; (await ListAsync(admin)).State == PackState.Installing; tries++)
        {
            Assert.True(tries < 1200, "It is being installed for ever.");
            await Task.Delay(50);
        }

        Assert.Contains("has no nsfwjs 4.4.0", (await ListAsync(admin)).Problem);
    }

    [Fact]
    public async Task The_command_says_what_is_wrong()
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        Assert.Equal(ModelsCommand.NotDone, await ModelsCommand.RunAsync(["install", "something"], output, errors, CancellationToken.None));
        Assert.Contains("There is no pack something. Known are: picture-safety, enlarger.", errors.ToString());
        Assert.Equal(ModelsCommand.Done, await ModelsCommand.RunAsync(["--help"], output, errors, CancellationToken.None));
        Assert.Contains("musespark models install <picture-safety|enlarger>", output.ToString());
    }

    private static async Task<PackView> ListAsync(Person person)
    {
        var packs = (await person.Http.GetFromJsonAsync<IReadOnlyList<PackView>>("/api/packs", JsonText.Options))!;
        Assert.Equal(["picture-safety", "enlarger"], packs.Select(pack => pack.Id));
        // What is done to one is not said of the other.
        Assert.Equal((PackState.Missing, null), (packs[1].State, packs[1].Problem));
        return packs[0];
    }

    private async Task RefuseAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _registry.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream);
                while (await reader.ReadLineAsync() is { Length: > 0 }) { }
                await stream.WriteAsync("HTTP/1.1 404 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException or IOException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
