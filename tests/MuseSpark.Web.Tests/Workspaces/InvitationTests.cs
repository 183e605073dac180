using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Users;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Data;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Tests.Workspaces;

[Collection(SharedApps.Name)]
public sealed class InvitationTests(Apps apps)
{
    private static AcceptInvitationRequest Newcomer(string email) => new() { DisplayName = "New", Email = email, Password = "long enough a password" };

    private static async Task<(Person Owner, Guid Workspace, string Token)> InviteAsync(MuseSparkApp app, Role role)
    {
        var owner = await app.NewPersonAsync();
        var workspace = await app.NewWorkspaceAsync((owner, Role.Owner));
        var invitation = await (await owner.Http.PostAsJsonAsync($"/api/workspaces/{workspace}/invitations", new InvitationRequest(role), JsonText.Options))
            .ReadAsync<InvitationView>(HttpStatusCode.Created);
        return (owner, workspace, invitation.Url!.Split('/')[^1]);
    }

    [Theory, OnBothDatabases]
    public async Task A_newcomer_joins_with_the_invited_role_and_is_signed_in(Database database)
    {
        var (_, workspace, token) = await InviteAsync(apps[database], Role.Editor);
        var browser = apps[database].NewBrowser();
        var offer = await (await browser.Http.GetAsync($"/api/invitations/{token}")).ReadAsync<InvitationOffer>();

        await browser.Http.PostAsJsonAsync($"/api/invitations/{token}/accept", Newcomer($"{workspace:N}@example.org"));

        var user = (await browser.SessionAsync()).User!;
        Assert.Equal(Role.Editor, offer.Role);
        Assert.Equal((workspace, Role.Editor), user.Workspaces.Select(w => (w.Id, w.Role)).Single());
        Assert.Equal(workspace, user.CurrentWorkspaceId);
        Assert.False(user.IsAdmin);
    }

    [Theory, OnBothDatabases]
    public async Task A_link_works_once_even_for_two_at_once(Database database)
    {
        var (_, workspace, token) = await InviteAsync(apps[database], Role.Viewer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => apps[database].NewBrowser().Http
            .PostAsJsonAsync($"/api/invitations/{token}/accept", Newcomer($"{workspace:N}{i}@example.org"))));

        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(3, answers.Count(a => a.StatusCode == HttpStatusCode.NotFound));
        Assert.Equal(2, await apps[database].InDbAsync(db => db.Memberships.CountAsync(m => m.WorkspaceId == workspace)));
    }

    [Theory, OnBothDatabases]
    public async Task Expired_and_withdrawn_links_lead_nowhere(Database database)
    {
        var app = apps[database];
        var (_, _, expired) = await InviteAsync(app, Role.Viewer);
        var (owner, workspace, withdrawn) = await InviteAsync(app, Role.Viewer);
        var past = app.Now.AddSeconds(-1);
        await app.InDbAsync(db => db.Invitations.Where(i => i.TokenHash == Secrets.Hash(expired)).ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, past)));
        var open = await (await owner.Http.GetAsync($"/api/workspaces/{workspace}/invitations")).ReadAsync<List<InvitationView>>();
        await owner.Http.DeleteAsync($"/api/workspaces/{workspace}/invitations/{open.Single().Id}");

        foreach (var token in new[] { expired, withdrawn, "made-up" })
        {
            await (await app.NewBrowser().Http.GetAsync($"/api/invitations/{token}")).RefusalAsync(HttpStatusCode.NotFound);
            await (await app.NewBrowser().Http.PostAsJsonAsync($"/api/invitations/{token}/accept", Newcomer($"{Guid.NewGuid():N}@example.org")))
                .RefusalAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_link_of_somebody_who_is_no_owner_any_more_leads_nowhere(Database database)
    {
        var app = apps[database];
        var (owner, workspace, token) = await InviteAsync(app, Role.Owner);
        var other = await app.NewPersonAsync();
        await app.InDbAsync(db =>
        {
            db.Memberships.Add(new Membership { WorkspaceId = workspace, UserId = other.Id, Role = Role.Owner, CreatedAt = app.Now });
            return db.SaveChangesAsync();
        });
        var member = $"/api/workspaces/{workspace}/members/{owner.Id}";

        using (var demoted = await other.Http.PutAsJsonAsync(member, new RoleRequest(Role.Viewer), JsonText.Options)) Assert.Equal(HttpStatusCode.NoContent, demoted.StatusCode);
        await (await app.NewBrowser().Http.GetAsync($"/api/invitations/{token}")).RefusalAsync(HttpStatusCode.NotFound);
        using (var removed = await other.Http.DeleteAsync(member)) Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await (await owner.Http.PostAsJsonAsync($"/api/invitations/{token}/accept", new AcceptInvitationRequest())).RefusalAsync(HttpStatusCode.NotFound);

        Assert.Equal(other.Id, await app.InDbAsync(db => db.Memberships.Where(m => m.WorkspaceId == workspace).Select(m => m.UserId).SingleAsync()));
    }

    [Theory, OnBothDatabases]
    public async Task A_member_does_not_use_the_link_up_and_a_known_address_has_to_sign_in(Database database)
    {
        var (owner, workspace, token) = await InviteAsync(apps[database], Role.Viewer);
        var guest = await apps[database].NewPersonAsync();

        await (await owner.Http.PostAsJsonAsync($"/api/invitations/{token}/accept", new AcceptInvitationRequest())).RefusalAsync(HttpStatusCode.Conflict);
        var known = await (await apps[database].NewBrowser().Http.PostAsJsonAsync($"/api/invitations/{token}/accept", Newcomer(guest.Email)))
            .RefusalAsync(HttpStatusCode.Conflict);
        var session = await (await guest.Http.PostAsJsonAsync($"/api/invitations/{token}/accept", new AcceptInvitationRequest())).ReadAsync<SessionView>();

        Assert.Contains("sign in", known);
        Assert.Contains(session.User!.Workspaces, w => w.Id == workspace && w.Role == Role.Viewer);
    }

    [Theory, OnBothDatabases]
    public async Task Only_the_hash_of_a_token_is_kept(Database database)
    {
        var (_, workspace, token) = await InviteAsync(apps[database], Role.Viewer);

        var kept = await apps[database].InDbAsync(db => db.Invitations.AsNoTracking().SingleAsync(i => i.WorkspaceId == workspace));

        Assert.Equal(43, token.Length);
        Assert.Equal(Secrets.Hash(token), kept.TokenHash);
    }
}
