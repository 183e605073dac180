using System.Collections.Concurrent;
using System.Net.Mail;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Mail;
using MuseSpark.Web.Moderation.Cases;

namespace MuseSpark.Web.Moderation.PublicReports;

/// <summary>
/// Tells those who left an e-mail address that their report has come, and later what was decided (Digital Services Act, Articles 16.4 and
/// 16.5). The table is the outbox: what could not be sent is tried again later and later, and so holds up nobody else, until after some days the
/// address is forgotten.
/// </summary>
public sealed class ReporterMail(IServiceScopeFactory scopes, MailSender mail, TimeProvider time, ILogger<ReporterMail> logger) : BackgroundService
{
    private const int MostAtOnce = 100, MostLeftOut = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30), LongestPause = TimeSpan.FromHours(4), Patience = TimeSpan.FromDays(3);

    /// <summary>When reports whose mail could not be sent have their next try, and how long the pause before it is.</summary>
    private readonly ConcurrentDictionary<Guid, (DateTime At, TimeSpan Pause)> _later = [];
    private static readonly CaseState[] Settled = [CaseState.Decided, CaseState.Appealed, CaseState.Closed];

    /// <returns>How many mails were sent.</returns>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        if (!mail.IsConfigured) return 0;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
        var begun = time.GetUtcNow().UtcDateTime;
        var later = _later.Where(l => l.Value.At > begun).Select(l => l.Key).Take(MostLeftOut).ToList();
        var due = await db.PublicReports.Where(r => r.Email != null && !later.Contains(r.Id))
            .Join(db.Cases, r => new { r.WorkspaceId, Id = r.CaseId }, c => new { c.WorkspaceId, c.Id }, (r, c) => new { Report = r, Case = c })
            .Where(d => d.Report.ReceiptSentAt == null || (Settled.Contains(d.Case.State) && (d.Report.ToldAt == null || d.Report.ToldAt < d.Case.DecidedAt)))
            .OrderBy(d => d.Report.CreatedAt).Take(MostAtOnce).ToListAsync(cancellationToken);
        var sent = 0;
        foreach (var (report, entry) in due.Select(d => (d.Report, d.Case)))
        {
            var state = PublicReport.StateOf(entry.State, entry.Decision);
            try
            {
                await mail.SendAsync(report.Email!, SubjectOf(state), TextOf(report, state), cancellationToken);
                var now = time.GetUtcNow().UtcDateTime;
                report.ReceiptSentAt ??= now;
                // What was read before the mails went out: a decision that came meanwhile is told with the next ones.
                if (state != ReportState.Waiting) report.ToldAt = entry.DecidedAt ?? now;
                _later.TryRemove(report.Id, out _);
                sent++;
            }
            catch (SmtpException e) when (IsNoSuchMailbox(e.StatusCode))
            {
                // Its sender still has the code.
                report.Email = null;
            }
            catch (FormatException) when (!MailAddress.TryCreate(report.Email, out _))
            {
                report.Email = null;
            }
            catch (SmtpException e)
            {
                // What is wrong with one address is to hold up nobody else. That no server answered is no address's fault.
                var since = report.ReceiptSentAt is null ? report.CreatedAt : entry.DecidedAt ?? report.CreatedAt;
                if ((e.StatusCode != SmtpStatusCode.GeneralFailure || !Ascii.IsValid(report.Email)) && begun - since > Patience) report.Email = null;
                var pause = _later.TryGetValue(report.Id, out var last) ? TimeSpan.FromTicks(Math.Min(2 * last.Pause.Ticks, LongestPause.Ticks)) : Interval;
                _later[report.Id] = (begun + pause, pause);
                logger.LogWarning(e, "The sender of report {Report} could not be told by e-mail; the next try is in {Pause}", report.Id, pause);
            }

            if (report.Email is null) _later.TryRemove(report.Id, out _);
            await db.SaveChangesAsync(cancellationToken);
        }

        return sent;
    }

    private static string SubjectOf(ReportState state) => state == ReportState.Waiting ? "Your report has come" : $"Your report: {char.ToLowerInvariant(ReportWords.Title(state)[0])}{ReportWords.Title(state)[1..]}";

    /// <summary>Holds nothing that its sender wrote, so that nobody can have this server send words of theirs to others.</summary>
    private string TextOf(PublicReport report, ReportState state) => $"""
        Somebody, probably you, reported a published work here on {report.CreatedAt:yyyy-MM-dd} because of {Categories.WordsOf(report.Category)}.

        {ReportWords.Title(state)}. {ReportWords.Text(state)}
        {ReportWords.Redress(state)}

        The code of the report is {report.Code}. {(mail.Site is { } site ? $"What became of it is always at {site}/reports#{report.Code}" : "The page /reports of the place where you reported it says what became of it.")}

        If it was not you, you need not do anything.
        """;

    private static bool IsNoSuchMailbox(SmtpStatusCode status) =>
        status is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.UserNotLocalTryAlternatePath;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (!mail.IsConfigured) return;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await SendAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "Reporters could not be told by e-mail; the next try is in {Interval}", Interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
