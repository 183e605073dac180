using MuseSpark.Inference.Packs;

namespace MuseSpark.Web.Models.Packs;

/// <summary>Where packs are fetched from: <c>Npm__Registry</c>, else what npm itself is told by its environment, else the public registry.</summary>
public sealed class PackRegistry(IConfiguration configuration)
{
    /// <exception cref="Inference.Models.ModelException">It is no address that may be used.</exception>
    public Uri Address => NpmClient.RegistryAt(new[] { "Npm:Registry", "NPM_CONFIG_REGISTRY" }.Select(name => configuration[name]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)));
}
