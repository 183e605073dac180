using System.Text.Json.Serialization;

namespace MuseSpark.Web.Provenance.SoftBindings;

// The names are those of the C2PA Soft Binding Resolution API 2.2, which is not of this house.

/// <param name="Alg">one of <see cref="SoftBindingAlgorithms"/></param>
/// <param name="Value">base64 of what the soft binding assertion holds</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record SoftBindingQuery(string? Alg, string? Value);

/// <param name="ManifestId">the URN, for <c>/manifests/{manifestId}</c></param>
/// <param name="SimilarityScore">0 to 100; a watermark is there or not, so it has 100</param>
public sealed record SoftBindingMatch(string ManifestId, int SimilarityScore);

/// <param name="Matches">the most similar first; none means that nothing is known here, no more</param>
public sealed record SoftBindingMatches(IReadOnlyList<SoftBindingMatch> Matches);

public sealed record SoftBindingAlgorithm(string Alg);

public sealed record SoftBindingAlgorithmList(IReadOnlyList<SoftBindingAlgorithm> Watermarks, IReadOnlyList<SoftBindingAlgorithm> Fingerprints);
