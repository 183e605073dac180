using MuseSpark.Client.Verify;
using MuseSpark.Provenance.Credentials;

namespace MuseSpark.Web.Provenance.Verify;

/// <summary>Credentials as people and programs read them.</summary>
public static class CredentialFacts
{
    private const int MaxCodes = 40, MaxListed = 20, MaxLength = 200;

    public static CredentialsView? Of(CredentialReport report) => report.State == CredentialState.None ? null : new CredentialsView(
        report.State switch { CredentialState.Trusted => "trusted", CredentialState.Invalid => "invalid", _ => "valid" },
        [.. report.Failures.Concat(report.Findings).Select(finding => finding.Code).Distinct().Take(MaxCodes)],
        report.Active?.Signer is { } signer ? Cut(string.Join(", ", new[] { signer.Name, signer.Organisation }.OfType<string>())) : null,
        report.Active?.Generators is [var generator, ..] ? Cut($"{generator.Name} {generator.Version}".Trim()) : null,
        report.Active?.Signer?.Time,
        [.. (report.Active?.Actions ?? []).Take(MaxListed).Select(action => new CredentialStep(Cut(action.Name)!, Cut(action.SoftwareAgent), Cut(action.When), Cut(action.DigitalSourceType?.Split('/')[^1])))],
        [.. (report.Active?.Ingredients ?? []).Take(MaxListed).Select(ingredient => Cut($"{ingredient.Title ?? "something"} ({ingredient.Relationship}{(ingredient.Manifest is null ? "" : ", with credentials of its own")})")!)]);

    /// <summary>What was changed after signing, in words.</summary>
    public static string ChangesIn(CredentialReport report)
    {
        var codes = report.Failures.Select(finding => finding.Code).ToHashSet();
        return codes switch
        {
            _ when codes.Any(code => code.Contains("Hash.mismatch", StringComparison.Ordinal)) => "the file itself was changed after it was signed",
            _ when codes.Contains("assertion.hashedURI.mismatch") || codes.Contains("assertion.missing") => "what the credentials say was changed after they were signed",
            _ when codes.Contains("claimSignature.mismatch") => "the signature does not belong to these credentials",
            _ when codes.Any(code => code.StartsWith("signingCredential", StringComparison.Ordinal)) => "the certificate that signed is not good for it",
            _ => "the credentials are broken",
        };
    }

    private static string? Cut(string? text) => text is { Length: > MaxLength } ? text[..MaxLength] + "…" : text;
}
