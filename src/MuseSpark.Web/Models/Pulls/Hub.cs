using MuseSpark.Inference.Hub;

namespace MuseSpark.Web.Models.Pulls;

/// <summary>Where models are fetched from: <c>Hub__Address</c> and <c>Hub__Token</c>, else the public hub without an account.</summary>
public sealed class Hub(IConfiguration configuration)
{
    /// <exception cref="Inference.Models.ModelException">It is no address that may be used.</exception>
    public HubOptions Options => HubOptions.From(configuration["Hub:Address"], configuration["Hub:Token"]);
}
