using System.Net;
using System.Net.Http.Json;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Workspaces;

/// <summary>Owners choose how works show and tell that AI made them; members see what was chosen.</summary>
[Collection(SharedApps.Name)]
public sealed class MarksTests(Apps apps)
{
    [Theory, OnBothDatabases]
    public async Task Everything_is_on_until_an_owner_switches_it_off(Database database)
    {
        var app = apps[database];
        var (owner, viewer) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var workspace = await app.NewWorkspaceAsync((owner, Role.Owner), (viewer, Role.Viewer));
        Assert.Equal((TextMark.Tournament, true), await SeenByAsync(viewer, workspace));

        (await owner.Http.PutAsJsonAsync($"/api/workspaces/{workspace}/marks", new MarksRequest(TextMark.GreenList, AiBadge: false), JsonText.Options)).EnsureSuccessStatusCode();
        Assert.Equal((TextMark.GreenList, false), await SeenByAsync(viewer, workspace));
        foreach (var body in (string[])["""{"textMark":"loud","aiBadge":true}""", """{"textMark":7,"aiBadge":true}"""])
            Assert.Equal(HttpStatusCode.BadRequest, (await owner.Http.PutAsync($"/api/workspaces/{workspace}/marks", Answers.Json(body))).StatusCode);
        Assert.Equal((TextMark.GreenList, false), await SeenByAsync(owner, workspace));
    }

    private static async Task<(TextMark, bool)> SeenByAsync(Person person, Guid workspace)
    {
        var session = await (await person.Http.GetAsync("/api/session")).ReadAsync<SessionView>();
        var view = session.User!.Workspaces.Single(w => w.Id == workspace);
        return (view.TextMark, view.AiBadge);
    }
}
