using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Tests.Workspaces;

[Collection(SharedApps.Name)]
public sealed class KeysTests(Apps apps)
{
    [Theory, OnBothDatabases]
    public async Task A_key_is_shown_once_kept_as_a_hash_and_opens_its_workspace_alone(Database database)
    {
        var app = apps[database];
        var person = await app.NewPersonAsync();
        var (own, other) = (await app.NewWorkspaceAsync((person, Role.Owner)), await app.NewWorkspaceAsync((person, Role.Owner)));
        var key = await (await person.Http.PostAsJsonAsync($"/api/workspaces/{own}/keys", new ApiKeyRequest { Name = "Script" })).ReadAsync<ApiKeyView>(HttpStatusCode.Created);
        var program = app.WithKey(key.Secret!);

        var session = (await program.GetFromJsonAsync<SessionView>("/api/session", JsonText.Options))!;
        var listed = (await person.Http.GetFromJsonAsync<List<ApiKeyView>>($"/api/workspaces/{own}/keys", JsonText.Options))!.Single();

        Assert.StartsWith("msk_", key.Secret);
        Assert.Equal(own, session.User!.CurrentWorkspaceId);
        Assert.Equal(own, session.User.Workspaces.Single().Id);
        await (await program.GetAsync($"/api/workspaces/{other}/members")).RefusalAsync(HttpStatusCode.NotFound);
        Assert.Null(listed.Secret);
        Assert.StartsWith(listed.Prefix, key.Secret);
        Assert.NotNull(listed.LastUsedAt);
        Assert.Equal(Secrets.Hash(key.Secret!), await app.InDbAsync(db => db.ApiKeys.Where(k => k.Id == key.Id).Select(k => k.Hash).SingleAsync()));
    }

    [Theory, OnBothDatabases]
    public async Task A_withdrawn_key_and_a_leavers_key_open_nothing(Database database)
    {
        var app = apps[database];
        var (owner, editor) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var workspace = await app.NewWorkspaceAsync((owner, Role.Owner), (editor, Role.Editor));
        var key = await (await owner.Http.PostAsJsonAsync($"/api/workspaces/{workspace}/keys", new ApiKeyRequest { Name = "Script" })).ReadAsync<ApiKeyView>(HttpStatusCode.Created);
        var (withdrawn, leavers) = (app.WithKey(key.Secret!), await app.NewProgramAsync(editor, workspace));
        Assert.Equal(HttpStatusCode.OK, (await withdrawn.GetAsync("/api/workspaces")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await leavers.GetAsync("/api/workspaces")).StatusCode);

        await owner.Http.DeleteAsync($"/api/workspaces/{workspace}/keys/{key.Id}");
        await owner.Http.DeleteAsync($"/api/workspaces/{workspace}/members/{editor.Id}");

        await (await withdrawn.GetAsync("/api/workspaces")).RefusalAsync(HttpStatusCode.Unauthorized);
        await (await leavers.GetAsync("/api/workspaces")).RefusalAsync(HttpStatusCode.Unauthorized);
    }

    [Theory, OnBothDatabases]
    public async Task Keys_of_others_are_not_listed_and_not_withdrawn(Database database)
    {
        var app = apps[database];
        var (owner, editor) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var workspace = await app.NewWorkspaceAsync((owner, Role.Owner), (editor, Role.Editor));
        await app.NewProgramAsync(owner, workspace);
        var id = await app.InDbAsync(db => db.ApiKeys.Where(k => k.WorkspaceId == workspace).Select(k => k.Id).SingleAsync());

        Assert.Empty((await editor.Http.GetFromJsonAsync<List<ApiKeyView>>($"/api/workspaces/{workspace}/keys", JsonText.Options))!);
        await (await editor.Http.DeleteAsync($"/api/workspaces/{workspace}/keys/{id}")).RefusalAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Bearer msk_made-up")]
    [InlineData("Bearer ")]
    [InlineData("Basic cm9vdDpyb290")]
    [InlineData("msk_without-a-scheme")]
    public async Task A_key_that_is_none_is_refused(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/workspaces");
        request.Headers.TryAddWithoutValidation("Authorization", header);

        await (await apps[Database.Sqlite].NewBrowser().Http.SendAsync(request)).RefusalAsync(HttpStatusCode.Unauthorized);
    }
}
