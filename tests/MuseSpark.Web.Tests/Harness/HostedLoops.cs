using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MuseSpark.Web.Tests.Harness;

/// <summary>The loops of the host, which would do a test's own step before or beside it.</summary>
public static class HostedLoops
{
    /// <summary>Leaves <typeparamref name="TLoop"/> without its host: it does what a test calls, and nothing by the clock.</summary>
    public static void RemoveLoop<TLoop>(this IServiceCollection services) where TLoop : BackgroundService =>
        services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory is Func<IServiceProvider, TLoop>));
}
