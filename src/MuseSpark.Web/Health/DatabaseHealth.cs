using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Health;

public sealed class DatabaseHealth(MuseSparkDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await db.Users.AnyAsync(cancellationToken);
            return HealthCheckResult.Healthy("The database answers.");
        }
        catch (Exception fault) when (fault is DbException or RetryLimitExceededException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database doesn't answer.", fault);
        }
    }
}
