using MuseSpark.Client.Generations;
using MuseSpark.Client.Models;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Outputs.Edits;
using MuseSpark.Client.Publications;
using MuseSpark.Client.Users;
using MuseSpark.Client.Verify;
using MuseSpark.Client.Workspaces;
using static System.Net.Http.HttpMethod;

namespace MuseSpark.Client;

/// <summary>Every route of the server, one line each. All of them throw <see cref="ApiException"/>.</summary>
public sealed partial class MuseSparkApi
{
    private static ContractJson Json => ContractJson.Default;

    // Session and profile
    public Task<SessionView> GetSessionAsync(CancellationToken cancellation = default) =>
        AskAsync(Get, "api/session", Json.SessionView, cancellation);

    public Task SetUpAsync(SetupRequest request, CancellationToken cancellation = default) =>
        TellAsync(Post, "api/setup", request, Json.SetupRequest, cancellation);

    public Task SignUpAsync(SetupRequest request, CancellationToken cancellation = default) =>
        TellAsync(Post, "api/users", request, Json.SetupRequest, cancellation);

    public Task SignInAsync(SignInRequest request, CancellationToken cancellation = default) =>
        TellAsync(Post, "api/session", request, Json.SignInRequest, cancellation);

    public Task SignOutAsync(CancellationToken cancellation = default) => TellAsync(Delete, "api/session", cancellation);

    public Task SaveProfileAsync(ProfileRequest request, CancellationToken cancellation = default) =>
        TellAsync(Put, "api/profile", request, Json.ProfileRequest, cancellation);

    public Task ChangePasswordAsync(ChangePasswordRequest request, CancellationToken cancellation = default) =>
        TellAsync(Put, "api/password", request, Json.ChangePasswordRequest, cancellation);

    public Task ChooseWorkspaceAsync(Guid workspace, CancellationToken cancellation = default) =>
        TellAsync(Put, "api/session/workspace", new WorkspaceChoice(workspace), Json.WorkspaceChoice, cancellation);

    // Workspaces, members, invitations, keys
    public Task<WorkspaceView> AddWorkspaceAsync(WorkspaceRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, "api/workspaces", request, Json.WorkspaceRequest, Json.WorkspaceView, cancellation);

    public Task RenameWorkspaceAsync(Guid workspace, WorkspaceRequest request, CancellationToken cancellation = default) =>
        TellAsync(Put, $"api/workspaces/{workspace}", request, Json.WorkspaceRequest, cancellation);

    public Task ChangeMarksAsync(Guid workspace, MarksRequest request, CancellationToken cancellation = default) =>
        TellAsync(Put, $"api/workspaces/{workspace}/marks", request, Json.MarksRequest, cancellation);

    public Task<IReadOnlyList<MemberView>> GetMembersAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/workspaces/{workspace}/members", Json.IReadOnlyListMemberView, cancellation);

    public Task ChangeRoleAsync(Guid workspace, Guid user, Role role, CancellationToken cancellation = default) =>
        TellAsync(Put, $"api/workspaces/{workspace}/members/{user}", new RoleRequest(role), Json.RoleRequest, cancellation);

    public Task RemoveMemberAsync(Guid workspace, Guid user, CancellationToken cancellation = default) =>
        TellAsync(Delete, $"api/workspaces/{workspace}/members/{user}", cancellation);

    public Task<IReadOnlyList<InvitationView>> GetInvitationsAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/workspaces/{workspace}/invitations", Json.IReadOnlyListInvitationView, cancellation);

    public Task<InvitationView> InviteAsync(Guid workspace, Role role, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/workspaces/{workspace}/invitations", new InvitationRequest(role), Json.InvitationRequest, Json.InvitationView, cancellation);

    public Task WithdrawInvitationAsync(Guid workspace, Guid invitation, CancellationToken cancellation = default) =>
        TellAsync(Delete, $"api/workspaces/{workspace}/invitations/{invitation}", cancellation);

    public Task<InvitationOffer> GetInvitationAsync(string token, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/invitations/{Uri.EscapeDataString(token)}", Json.InvitationOffer, cancellation);

    public Task AcceptInvitationAsync(string token, AcceptInvitationRequest request, CancellationToken cancellation = default) =>
        TellAsync(Post, $"api/invitations/{Uri.EscapeDataString(token)}/accept", request, Json.AcceptInvitationRequest, cancellation);

    public Task<IReadOnlyList<ApiKeyView>> GetKeysAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/workspaces/{workspace}/keys", Json.IReadOnlyListApiKeyView, cancellation);

    public Task<ApiKeyView> AddKeyAsync(Guid workspace, ApiKeyRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/workspaces/{workspace}/keys", request, Json.ApiKeyRequest, Json.ApiKeyView, cancellation);

    public Task RemoveKeyAsync(Guid workspace, Guid key, CancellationToken cancellation = default) =>
        TellAsync(Delete, $"api/workspaces/{workspace}/keys/{key}", cancellation);

    // Generations
    public Task<GenerationView> GenerateAsync(GenerationRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, "api/generations", request, Json.GenerationRequest, Json.GenerationView, cancellation);

    public Task<GenerationView> GetGenerationAsync(Guid id, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/generations/{id}", Json.GenerationView, cancellation);

    /// <param name="cursor">The previous page's <see cref="Page{T}.Next"/>.</param>
    /// <param name="of">only what was made from this work</param>
    public Task<Page<GenerationView>> GetGenerationsAsync(
        Guid workspace, string? kind = null, string? search = null, string? cursor = null, int take = 24, Guid? of = null, CancellationToken cancellation = default)
    {
        var address = $"api/generations?workspaceId={workspace}&take={take}";
        if (!string.IsNullOrEmpty(kind)) address += $"&kind={Uri.EscapeDataString(kind)}";
        if (!string.IsNullOrWhiteSpace(search)) address += $"&search={Uri.EscapeDataString(search)}";
        if (cursor is not null) address += $"&cursor={Uri.EscapeDataString(cursor)}";
        if (of is not null) address += $"&of={of}";
        return AskAsync(Get, address, Json.PageGenerationView, cancellation);
    }

    public Task CancelAsync(Guid generation, CancellationToken cancellation = default) =>
        TellAsync(Post, $"api/generations/{generation}/cancel", cancellation);

    public Task<GenerationView> RetryAsync(Guid generation, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/generations/{generation}/retry", Json.GenerationView, cancellation);

    public Task RemoveGenerationAsync(Guid generation, CancellationToken cancellation = default) =>
        TellAsync(Delete, $"api/generations/{generation}", cancellation);

    /// <summary>Brings a drawn mask into a workspace: white where a picture is to change.</summary>
    /// <param name="png">of the picture's shape</param>
    public Task<OutputView> UploadMaskAsync(Guid workspace, byte[] png, CancellationToken cancellation = default)
    {
        var content = new ByteArrayContent(png);
        content.Headers.ContentType = new("image/png");
        return AskAsync(Post, $"api/masks?workspaceId={workspace}", new MultipartFormDataContent { { content, "file", "mask.png" } }, Json.OutputView, cancellation);
    }

    /// <summary>Brings a picture into a workspace.</summary>
    public Task<GenerationView> UploadAsync(Guid workspace, Stream file, string name, string mediaType, CancellationToken cancellation = default)
    {
        var content = new StreamContent(file);
        content.Headers.ContentType = new(mediaType);
        return AskAsync(Post, $"api/uploads?workspaceId={workspace}", new MultipartFormDataContent { { content, "file", name } }, Json.GenerationView, cancellation);
    }

    // Outputs
    public static string ContentUrl(Guid output) => $"api/outputs/{output}/content";
    public static string ThumbnailUrl(Guid output, int size) => $"api/outputs/{output}/thumbnail?size={size}";
    public static string ExportUrl(Guid output, string level) => $"api/outputs/{output}/export?level={level}";
    public static string DifferenceUrl(Guid output, Guid generation) => $"api/outputs/{output}/reproduction/{generation}/difference";

    /// <summary>A text as it leaves, with what <paramref name="level"/> adds to it.</summary>
    public async Task<string> GetTextExportAsync(Guid output, string level, CancellationToken cancellation = default)
    {
        using var response = await SendAsync(new(Get, ExportUrl(output, level)), cancellation);
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    public Task<ProvenanceView> GetProvenanceAsync(Guid output, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/outputs/{output}/provenance", Json.ProvenanceView, cancellation);

    public Task<ReproductionView> ReproduceAsync(Guid output, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/outputs/{output}/reproduce", Json.ReproductionView, cancellation);

    public Task<ReproductionView> GetReproductionAsync(Guid output, Guid generation, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/outputs/{output}/reproduction/{generation}", Json.ReproductionView, cancellation);

    /// <summary>A new work with a person's version of a text.</summary>
    public Task<GenerationView> EditAsync(Guid output, string text, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/outputs/{output}/edits", new EditRequest { Text = text }, Json.EditRequest, Json.GenerationView, cancellation);

    /// <summary>An edit beside what it came from.</summary>
    public Task<ComparisonView> GetComparisonAsync(Guid output, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/outputs/{output}/comparison", Json.ComparisonView, cancellation);

    /// <summary>What an output was made from and what was made from it.</summary>
    public Task<OutputGraph> GetGraphAsync(Guid output, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/outputs/{output}/graph", Json.OutputGraph, cancellation);

    // What everybody may see
    public Task<PublicationView> PublishAsync(Guid generation, PublicationRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/generations/{generation}/publication", request, Json.PublicationRequest, Json.PublicationView, cancellation);

    public Task TakeBackAsync(Guid generation, CancellationToken cancellation = default) =>
        TellAsync(Delete, $"api/generations/{generation}/publication", cancellation);

    public Task<PublishedWork> GetPublishedAsync(string address, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/public/{Uri.EscapeDataString(address)}", Json.PublishedWork, cancellation);

    // Who signs
    public Task<SigningView> GetSigningAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/workspaces/{workspace}/signing", Json.SigningView, cancellation);

    public Task<SigningView> RotateSigningAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/workspaces/{workspace}/signing/rotate", Json.SigningView, cancellation);

    /// <param name="pfx">PKCS #12, at most 64 KB</param>
    public Task<SigningView> BringCertificateAsync(Guid workspace, Stream pfx, string? password, CancellationToken cancellation = default) =>
        AskAsync(Put, $"api/workspaces/{workspace}/signing/certificate",
            new MultipartFormDataContent { { new StreamContent(pfx), "file", "certificate.pfx" }, { new StringContent(password ?? ""), "password" } }, Json.SigningView, cancellation);

    // Where something comes from
    public Task<VerifyView> VerifyFileAsync(Stream file, string name, CancellationToken cancellation = default) =>
        AskAsync(Post, "api/verify", new MultipartFormDataContent { { new StreamContent(file), "file", name } }, Json.VerifyView, cancellation);

    public Task<VerifyView> VerifyTextAsync(string text, CancellationToken cancellation = default) =>
        AskAsync(Post, "api/verify", new VerifyTextRequest { Text = text }, Json.VerifyTextRequest, Json.VerifyView, cancellation);

    // Models
    public Task<ModelsView> GetModelsAsync(CancellationToken cancellation = default) =>
        AskAsync(Get, "api/models", Json.ModelsView, cancellation);

    public Task<IReadOnlyList<PackView>> GetPacksAsync(CancellationToken cancellation = default) =>
        AskAsync(Get, "api/packs", Json.IReadOnlyListPackView, cancellation);

    public Task<PackView> InstallPackAsync(string pack, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/packs/{Uri.EscapeDataString(pack)}/install", Json.PackView, cancellation);

    /// <param name="repository">"owner/name", or the address of its page.</param>
    public Task<HubModelView> LookUpModelAsync(string repository, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/models/hub?repository={Uri.EscapeDataString(repository)}", Json.HubModelView, cancellation);

    public Task<IReadOnlyList<PullView>> GetPullsAsync(CancellationToken cancellation = default) =>
        AskAsync(Get, "api/models/pulls", Json.IReadOnlyListPullView, cancellation);

    public Task<PullView> PullModelAsync(PullRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, "api/models/pulls", request, Json.PullRequest, Json.PullView, cancellation);

    public Task<PullView> StopPullAsync(string pull, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/models/pulls/{Uri.EscapeDataString(pull)}/stop", Json.PullView, cancellation);

    public Task<PullView> ResumePullAsync(string pull, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/models/pulls/{Uri.EscapeDataString(pull)}/resume", Json.PullView, cancellation);

    public Task DiscardPullAsync(string pull, CancellationToken cancellation = default) =>
        TellAsync(Delete, $"api/models/pulls/{Uri.EscapeDataString(pull)}", cancellation);

    /// <summary>How much of a prompt a picture model reads.</summary>
    public Task<PromptLengthView> GetPromptLengthAsync(string model, string prompt, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/models/{Uri.EscapeDataString(model)}/prompt-length", new PromptLengthRequest { Prompt = prompt }, Json.PromptLengthRequest, Json.PromptLengthView, cancellation);

    /// <summary>Has every file of a model read anew and compared with its hash.</summary>
    public Task<ModelCheckView> CheckModelAsync(string model, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/models/{Uri.EscapeDataString(model)}/verify", Json.ModelCheckView, cancellation);

    /// <summary>Sets what works of a model use that ask for nothing else, and a note on it.</summary>
    public Task PreferAsync(string model, ModelPreferenceRequest request, CancellationToken cancellation = default) =>
        TellAsync(Put, $"api/models/{Uri.EscapeDataString(model)}/preference", request, Json.ModelPreferenceRequest, cancellation);

    public Task RemoveModelAsync(string model, CancellationToken cancellation = default) =>
        TellAsync(Delete, $"api/models/{Uri.EscapeDataString(model)}", cancellation);

    /// <summary>A model card, as Markdown.</summary>
    /// <param name="card">its address, <see cref="ModelView.Card"/></param>
    public async Task<string> GetModelCardAsync(string card, CancellationToken cancellation = default)
    {
        using var response = await SendAsync(new(Get, card), cancellation);
        return await response.Content.ReadAsStringAsync(cancellation);
    }
}
