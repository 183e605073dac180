using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var logger = Activator.CreateInstance(typeof(Listening<>).MakeGenericType(kind), heard)!;
        object[] given = kind == typeof(ReporterMail) ? [database, logger, new MailSender(Options.Create(new MailOptions { Server = "127.0.0.1", From = "desk@example.org" }))] : [database, logger];
        using var loop = (BackgroundService)ActivatorUtilities.CreateInstance(app.Services, kind, given);
        await loop.StartAsync(default);
        // Whatever comes first: that it says what went wrong and goes on, or that it ends.
        Assert.Same(heard.Task, await Task.WhenAny(heard.Task, loop.ExecuteTask!).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(loop.ExecuteTask!.IsCompleted, $"{loop.ExecuteTask.Exception}");
        await loop.StopAsync(default);
    }

    /// <summary>Fails as a provider does after its last try.</summary>
    private sealed class DatabaseThatIsAway : IServiceScopeFactory
    {
        public IServiceScope CreateScope() => throw new RetryLimitExceededException("The maximum number of retries was exceeded.", new TimeoutException());
    }

    private sealed class Listening<T>(TaskCompletionSource heard) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is RetryLimitExceededException) heard.TrySetResult();
        }
    }
}
