using System.Net.Http.Json;
using MuseSpark.Client.Publications;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Publications;

[Collection(SharedApps.Name)]
public sealed class PublisherNameTests(Apps apps)
{
    [Theory, OnBothDatabases]
    public async Task A_name_is_shown_by_its_owner_and_hidden_by_anyone_who_may_make(Database database)
    {
        var app = apps[database];
        var people = new Dictionary<string, Person>();
        foreach (var role in new[] { "viewer", "reviewer", "editor", "owner", "outsider", "admin" }) people[role] = await app.NewPersonAsync();
        var scene = await Scene.MakeAsync(app, people, other: await app.NewPersonAsync(), caller: null);

        // The scene's work was published by its owner, without a name.
        Assert.False(await SetAsync("editor", showsName: true));
        Assert.True(await SetAsync("owner", showsName: true));
        Assert.True(await SetAsync("editor", showsName: true));
        Assert.False(await SetAsync("editor", showsName: false));
        Assert.False(await SetAsync("editor", showsName: true));

        async Task<bool> SetAsync(string role, bool showsName)
        {
            var answer = await people[role].Http.PostAsJsonAsync(scene.Fill("/api/generations/{generation}/publication"), new { showsName });
            return (await answer.ReadAsync<PublicationView>()).ShowsName;
        }
    }
}
