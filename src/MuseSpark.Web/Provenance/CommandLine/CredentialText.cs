using System.Globalization;
using MuseSpark.Provenance.Credentials;

namespace MuseSpark.Web.Provenance.CommandLine;

/// <summary>Content Credentials as lines for a terminal.</summary>
internal static class CredentialText
{
    private const int MaxLength = 300;

    public static void Show(CredentialReport report, TextWriter output)
    {
        output.WriteLine(report.State switch
        {
            CredentialState.Trusted => "trusted: unchanged since it was signed, by somebody on the list of trust",
            CredentialState.Valid => "valid: unchanged since it was signed, by somebody on no list of trust",
            CredentialState.WellFormed => "unclear: nothing is wrong, but not everything could be checked",
            CredentialState.Invalid => "invalid: file or credentials were changed, or were never right",
            _ => "none: no Content Credentials, which says nothing about where the file comes from",
        });
        foreach (var failure in report.Failures) output.WriteLine($"  {failure.Code}: {Clean(failure.Explanation)}");
        foreach (var manifest in report.Manifests.Reverse())
        {
            output.WriteLine();
            output.WriteLine($"{(manifest == report.Active ? "The file itself" : "What it came from")}: {Clean(manifest.Label)}");
            if (manifest.Title is { } title) output.WriteLine($"  title       {Clean(title)}");
            foreach (var generator in manifest.Generators) output.WriteLine($"  program     {Clean($"{generator.Name} {generator.Version}")}");
            if (manifest.Signer is { } signer)
            {
                output.WriteLine($"  signed by   {Clean(string.Join(", ", new[] { signer.Name, signer.Organisation }.OfType<string>()))} (certificate {signer.Serial} of {Clean(signer.Issuer ?? "nobody")}, {signer.Algorithm})");
                if (signer.Time is { } time) output.WriteLine($"  time-stamp  {time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}");
            }
            foreach (var action in manifest.Actions)
                output.WriteLine($"  action      {Clean(string.Join(", ", new[] { action.Name, action.SoftwareAgent, action.When, action.DigitalSourceType?.Split('/')[^1], action.Description }.OfType<string>()))}");
            foreach (var ingredient in manifest.Ingredients)
                output.WriteLine($"  made from   {Clean(ingredient.Title ?? "something")} ({Clean(ingredient.Relationship)}){(ingredient.Manifest is { } label ? $", {Clean(label)}" : "")}");
            foreach (var assertion in manifest.Assertions) output.WriteLine($"  statement   {Clean(assertion.Label)}{(assertion.Created ? "" : " (passed on)")}");
        }
    }

    /// <summary>The state, then a line for each code, failures first.</summary>
    public static void Verdict(CredentialReport report, TextWriter output)
    {
        output.WriteLine(StateName(report.State));
        foreach (var (kind, code) in report.Findings.OrderByDescending(finding => finding.Kind).Select(finding => (finding.Kind, finding.Code)).Distinct())
            output.WriteLine($"{kind.ToString().ToLowerInvariant()} {Clean(code)}");
    }

    public static string StateName(CredentialState state) => state == CredentialState.WellFormed ? "unclear" : state.ToString().ToLowerInvariant();

    /// <summary>Words of others without what moves a terminal's cursor or turns the direction of writing, and not without end.</summary>
    public static string Clean(string text)
    {
        var seen = text.Length > MaxLength ? text[..MaxLength] + "..." : text;
        return string.Concat(seen.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' ' : c)).Trim();
    }
}
