using Microsoft.Extensions.Diagnostics.HealthChecks;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Health;

public sealed class DiskHealth(DataFolder folder) : IHealthCheck
{
    private const long Least = 50_000_000, Low = 500_000_000;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        var left = $"{free / 1_000_000} MB are free where the data lies.";
        return Task.FromResult(free < Least ? HealthCheckResult.Unhealthy(left)
            : free < Low ? HealthCheckResult.Degraded(left)
            : HealthCheckResult.Healthy(left));
    }
}
