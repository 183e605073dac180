using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Hub;

/// <summary>The id of a model repository: "owner/name", or a name alone for a few old ones.</summary>
public sealed partial record HubRepository
{
    private HubRepository(string id) => Id = id;

    public string Id { get; }

    /// <summary>The part without the owner.</summary>
    public string Name => Id[(Id.IndexOf('/') + 1)..];

    /// <summary>Reads what people paste: an id, or the address of the repository's page.</summary>
    /// <exception cref="ModelException">It is neither.</exception>
    public static HubRepository Parse(string text)
    {
        var id = Page().Match(text.Trim()) is { Success: true } page ? page.Groups["id"].Value : text.Trim();
        return Rule().IsMatch(id) && !id.Contains("..") && !id.Contains("--") && !id.EndsWith(".git", StringComparison.Ordinal)
            ? new HubRepository(id)
            : throw new ModelException("That is no id of a model repository. One looks like onnx-community/Qwen2.5-0.5B-Instruct.");
    }

    public override string ToString() => Id;

    [GeneratedRegex(@"\Ahttps?://[^/]+/(?<id>[^/?#]+/[^/?#]+)(/tree/.*|/blob/.*)?/?([?#].*)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Page();

    [GeneratedRegex(@"\A([A-Za-z0-9_][A-Za-z0-9._-]{0,95}/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,95}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Rule();
}
