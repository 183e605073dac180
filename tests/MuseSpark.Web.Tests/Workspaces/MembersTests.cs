using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Harness;

namespace MuseSpark.Web.Tests.Workspaces;

[Collection(SharedApps.Name)]
public sealed class MembersTests(Apps apps)
{
    [Theory, OnBothDatabases]
    public async Task The_last_owner_can_neither_leave_nor_step_down(Database database)
    {
        var owner = await apps[database].NewPersonAsync();
        var editor = await apps[database].NewPersonAsync();
        var workspace = await apps[database].NewWorkspaceAsync((owner, Role.Owner), (editor, Role.Editor));
        var self = $"/api/workspaces/{workspace}/members/{owner.Id}";

        await (await owner.Http.DeleteAsync(self)).RefusalAsync(HttpStatusCode.Conflict);
        await (await owner.Http.PutAsJsonAsync(self, new RoleRequest(Role.Editor), JsonText.Options)).RefusalAsync(HttpStatusCode.Conflict);

        await owner.Http.PutAsJsonAsync($"/api/workspaces/{workspace}/members/{editor.Id}", new RoleRequest(Role.Owner), JsonText.Options);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.Http.DeleteAsync(self)).StatusCode);
    }

    [Theory, OnBothDatabases]
    public async Task Two_owners_who_leave_at_once_leave_one_behind(Database database)
    {
        var (one, two) = (await apps[database].NewPersonAsync(), await apps[database].NewPersonAsync());
        for (var round = 0; round < 5; round++)
        {
            var workspace = await apps[database].NewWorkspaceAsync((one, Role.Owner), (two, Role.Owner));

            var answers = await Task.WhenAll(new[] { one, two }.Select(p => p.Http.DeleteAsync($"/api/workspaces/{workspace}/members/{p.Id}")));

            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
            Assert.Equal(1, await apps[database].InDbAsync(db => db.Memberships.CountAsync(m => m.WorkspaceId == workspace)));
        }
    }

    [Theory, OnBothDatabases]
    public async Task Anybody_else_may_leave_and_is_out_at_once(Database database)
    {
        var (owner, viewer) = (await apps[database].NewPersonAsync(), await apps[database].NewPersonAsync());
        var workspace = await apps[database].NewWorkspaceAsync((owner, Role.Owner), (viewer, Role.Viewer));
        await viewer.Http.PutAsJsonAsync("/api/session/workspace", new WorkspaceChoice(workspace));
        Assert.Equal(workspace, (await viewer.Browser.SessionAsync()).User!.CurrentWorkspaceId);

        Assert.Equal(HttpStatusCode.NoContent, (await viewer.Http.DeleteAsync($"/api/workspaces/{workspace}/members/{viewer.Id}")).StatusCode);

        await (await viewer.Http.GetAsync($"/api/workspaces/{workspace}/members")).RefusalAsync(HttpStatusCode.NotFound);
        Assert.Equal(Guid.Empty, (await viewer.Browser.SessionAsync()).User!.CurrentWorkspaceId);
    }

    [Theory, OnBothDatabases]
    public async Task Strangers_ids_and_roles_are_refused(Database database)
    {
        var (owner, stranger) = (await apps[database].NewPersonAsync(), await apps[database].NewPersonAsync());
        var workspace = await apps[database].NewWorkspaceAsync((owner, Role.Owner));
        var address = $"/api/workspaces/{workspace}/members/{stranger.Id}";

        await (await owner.Http.DeleteAsync(address)).RefusalAsync(HttpStatusCode.NotFound);
        await (await owner.Http.PutAsync(address, Answers.Json("""{"role":"emperor"}"""))).RefusalAsync(HttpStatusCode.BadRequest);
        await (await owner.Http.PutAsync(address, Answers.Json("""{"role":3}"""))).RefusalAsync(HttpStatusCode.BadRequest);
        await (await owner.Http.PutAsync(address, Answers.Json("{}"))).RefusalAsync(HttpStatusCode.BadRequest);
    }
}
