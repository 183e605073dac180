using Microsoft.Extensions.Diagnostics.HealthChecks;
using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Health;

/// <summary>Degraded while a model folder is broken; unhealthy when nothing can be made at all.</summary>
public sealed class ModelsHealth(ModelCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var broken = catalog.Models.Select(m => m.Problem).OfType<string>().ToList();
        var result = catalog.Models.Count == broken.Count
            ? HealthCheckResult.Unhealthy(string.Join(" ", broken.Prepend("No model can be used.")))
            : broken.Count > 0 ? HealthCheckResult.Degraded(string.Join(" ", broken)) : HealthCheckResult.Healthy($"{catalog.Models.Count} models.");
        return Task.FromResult(result);
    }
}
