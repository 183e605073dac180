using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using static System.Net.Http.HttpMethod;

namespace MuseSpark.Client;

/// <summary>Policies, the record of decisions, and what is told of them.</summary>
public sealed partial class MuseSparkApi
{
    public Task<PolicyView[]> GetPoliciesAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/workspaces/{workspace}/policies", Json.PolicyViewArray, cancellation);

    public Task<PolicyView> WritePolicyAsync(Guid workspace, PolicyRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/workspaces/{workspace}/policies", request, Json.PolicyRequest, Json.PolicyView, cancellation);

    public Task<PolicyTrial> TryPolicyAsync(Guid workspace, PolicyDocument document, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/workspaces/{workspace}/policies/trial", document, Json.PolicyDocument, Json.PolicyTrial, cancellation);

    public Task<TransparencyView> GetTransparencyAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/workspaces/{workspace}/transparency", Json.TransparencyView, cancellation);

    public Task<LedgerCheck> CheckLedgerAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/workspaces/{workspace}/ledger/check", Json.LedgerCheck, cancellation);

    public Task<Page<LedgerLine>> GetLedgerAsync(Guid workspace, string? before = null, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/workspaces/{workspace}/ledger{(before is null ? "" : $"?before={before}")}", Json.PageLedgerLine, cancellation);
}
