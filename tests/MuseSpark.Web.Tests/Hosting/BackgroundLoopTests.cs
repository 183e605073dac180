using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MuseSpark.Web.Mail;
using MuseSpark.Web.Moderation.Ledger;
using MuseSpark.Web.Moderation.PublicReports;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Hosting;

/// <summary>What goes on beside the requests.</summary>
public sealed class BackgroundLoopTests(ScreenedJobsApp app) : IClassFixture<ScreenedJobsApp>
{
    [Theory]
    [InlineData(typeof(BlobSweep))]
    [InlineData(typeof(LedgerHeads))]
    [InlineData(typeof(PictureRescreen))]
    [InlineData(typeof(ScreeningSweep))]
    [InlineData(typeof(ReporterMail))]
    public async Task It_outlives_a_database_that_is_away_for_long(Type kind)
    {
        var database = new DatabaseThatIsAway();
        object[] given = kind == typeof(ReporterMail) ? [database, new MailSender(Options.Create(new MailOptions { Server = "127.0.0.1", From = "desk@example.org" }))] : [database];
        using var loop = (BackgroundService)ActivatorUtilities.CreateInstance(app.Services, kind, given);
        await loop.StartAsync(default);
        await database.Asked.WaitAsync(TimeSpan.FromSeconds(30));
        await Task.WhenAny(loop.ExecuteTask!, Task.Delay(500));
        Assert.False(loop.ExecuteTask!.IsCompleted, $"{loop.ExecuteTask.Exception}");
        await loop.StopAsync(default);
    }

    /// <summary>Fails as a provider does after its last try.</summary>
    private sealed class DatabaseThatIsAway : IServiceScopeFactory
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public IServiceScope CreateScope()
        {
            _asked.TrySetResult();
            throw new RetryLimitExceededException("The maximum number of retries was exceeded.", new TimeoutException());
        }
    }
}
