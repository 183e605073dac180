using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>Keys and tokens of services by their published prefixes, private keys in PEM form, and web tokens (RFC 7519).</summary>
internal sealed partial class SecretKey : IPersonalPattern
{
    public string Name => "key";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match match in Form().Matches(text)) yield return (match.Index, match.Length, 0.97);
    }

    // Amazon, GitHub, GitLab, Google, Slack, Stripe, npm, PyPI, SendGrid, this project's own, and "sk-" of several vendors.
    [GeneratedRegex("""
        -----BEGIN\ [A-Z ]{0,24}PRIVATE\ KEY-----
        |\b(?:AKIA|ASIA)[A-Z0-9]{16}\b
        |\bgh[pousr]_[A-Za-z0-9]{36,251}\b|\bgithub_pat_[A-Za-z0-9_]{22,244}\b|\bglpat-[A-Za-z0-9_-]{20,64}
        |\bAIza[A-Za-z0-9_-]{35}|\bya29\.[A-Za-z0-9_-]{20,200}
        |\bxox[abeoprs]-[A-Za-z0-9-]{10,200}
        |\b[srp]k_(?:live|test)_[A-Za-z0-9]{16,128}\b
        |\bnpm_[A-Za-z0-9]{36}\b|\bpypi-[A-Za-z0-9_-]{50,200}|\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}
        |\bmsk_[A-Za-z0-9_-]{20,128}|\bsk-[A-Za-z0-9_-]{20,200}
        |\beyJ[A-Za-z0-9_-]{8,1024}\.eyJ[A-Za-z0-9_-]{8,2048}\.[A-Za-z0-9_-]{16,1024}
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Form();
}
