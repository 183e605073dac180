using System.Diagnostics;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Packs;

namespace MuseSpark.Inference.Tests.Packs;

/// <summary>A test with the real package: skipped, with the reason, where the npm registry can't be reached.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    internal static readonly Lazy<string?> Missing = new(Look);

    public NpmFactAttribute() => Skip = Missing.Value;

    internal static Uri Registry => NpmClient.RegistryAt(Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY"));

    /// <summary>A head alone, while tests are looked for.</summary>
    private static string? Look()
    {
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            using var answer = http.Send(new HttpRequestMessage(HttpMethod.Head, new Uri(Registry, PictureSafetyPack.Pack.Package.Address)));
            return answer.IsSuccessStatusCode ? null : $"The npm registry has no {PictureSafetyPack.Pack.Package}: it answers {(int)answer.StatusCode}.";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ModelException)
        {
            return $"The npm registry can't be reached, so what comes from there is not tested: {e.Message}";
        }
    }
}

/// <summary>The same for a test with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmTheoryAttribute : TheoryAttribute
{
    public NpmTheoryAttribute() => Skip = NpmFactAttribute.Missing.Value;
}
