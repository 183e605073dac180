using Microsoft.Extensions.Diagnostics.HealthChecks;
using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Health;

/// <summary>Degraded while a model is broken or missing: what has been made can still be read.</summary>
public sealed class ModelsHealth(ModelCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var broken = catalog.Models.Select(m => m.Problem).OfType<string>().ToList();
        if (catalog.Models.Count == broken.Count) broken.Insert(0, "No model can be used, so nothing new can be made.");
        var result = broken.Count > 0 ? HealthCheckResult.Degraded(string.Join(" ", broken)) : HealthCheckResult.Healthy($"{catalog.Models.Count} models.");
        return Task.FromResult(result);
    }
}
