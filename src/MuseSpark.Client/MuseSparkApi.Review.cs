using System.Net;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using static System.Net.Http.HttpMethod;

namespace MuseSpark.Client;

/// <summary>The review desk, and what members hear of it.</summary>
public sealed partial class MuseSparkApi
{
    /// <param name="state">Null: all that wait.</param>
    /// <param name="cursor">The previous page's <see cref="Page{T}.Next"/>.</param>
    public Task<Page<CaseRow>> GetCasesAsync(
        Guid workspace, CaseState? state = null, string? category = null, string? cursor = null, int take = 50, CancellationToken cancellation = default)
    {
        var address = $"api/cases?workspaceId={workspace}&take={take}";
        if (state is not null) address += $"&state={state}";
        if (category is not null) address += $"&category={Uri.EscapeDataString(category)}";
        if (cursor is not null) address += $"&cursor={Uri.EscapeDataString(cursor)}";
        return AskAsync(Get, address, Json.PageCaseRow, cancellation);
    }

    public Task<CountView> GetWaitingAsync(Guid workspace, CancellationToken cancellation = default) =>
        AskAsync(Get, $"api/cases/waiting?workspaceId={workspace}", Json.CountView, cancellation);

    /// <returns>The most urgent case, claimed; null when none is free.</returns>
    public async Task<CaseView?> ClaimNextAsync(Guid workspace, CancellationToken cancellation = default)
    {
        var response = await SendAsync(new(Post, $"api/cases/next?workspaceId={workspace}"), cancellation);
        if (response.StatusCode != HttpStatusCode.NoContent) return await ReadAsync(response, Json.CaseView, cancellation);
        response.Dispose();
        return null;
    }

    public Task<CaseView> GetCaseAsync(Guid id, CancellationToken cancellation = default) => AskAsync(Get, $"api/cases/{id}", Json.CaseView, cancellation);

    public Task<CaseView> ClaimAsync(Guid id, CancellationToken cancellation = default) => AskAsync(Post, $"api/cases/{id}/claim", Json.CaseView, cancellation);

    public Task ReleaseAsync(Guid id, CancellationToken cancellation = default) => TellAsync(Post, $"api/cases/{id}/release", cancellation);

    public Task<CaseView> DecideAsync(Guid id, DecisionRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/cases/{id}/decision", request, Json.DecisionRequest, Json.CaseView, cancellation);

    public Task<BulkAnswer> DecideManyAsync(BulkDecisionRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, "api/cases/bulk", request, Json.BulkDecisionRequest, Json.BulkAnswer, cancellation);

    public Task ReportAsync(Guid generation, ReportRequest request, CancellationToken cancellation = default) =>
        TellAsync(Post, $"api/generations/{generation}/reports", request, Json.ReportRequest, cancellation);

    /// <summary>Without an account.</summary>
    public Task<ReportReceipt> ReportPublishedAsync(string address, PublicReportRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, $"api/public/{Uri.EscapeDataString(address)}/reports", request, Json.PublicReportRequest, Json.ReportReceipt, cancellation);

    public Task<ReportProgress> GetReportAsync(ReportStateRequest request, CancellationToken cancellation = default) =>
        AskAsync(Post, "api/reports/state", request, Json.ReportStateRequest, Json.ReportProgress, cancellation);

    public Task AppealAsync(Guid id, AppealRequest request, CancellationToken cancellation = default) =>
        TellAsync(Post, $"api/cases/{id}/appeal", request, Json.AppealRequest, cancellation);

    public Task<IReadOnlyList<NoticeView>> GetNoticesAsync(CancellationToken cancellation = default) =>
        AskAsync(Get, "api/notices", Json.IReadOnlyListNoticeView, cancellation);

    public Task<CountView> GetUnreadAsync(CancellationToken cancellation = default) => AskAsync(Get, "api/notices/unread", Json.CountView, cancellation);

    public Task ReadNoticesAsync(CancellationToken cancellation = default) => TellAsync(Post, "api/notices/read", cancellation);
}
