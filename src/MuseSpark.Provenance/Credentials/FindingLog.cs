using MuseSpark.Provenance.Cbor;

namespace MuseSpark.Provenance.Credentials;

/// <summary>What one reading has found so far, and how much work is left to it: hostile files ask for more than any honest one.</summary>
internal sealed class FindingLog(ReadLimits limits)
{
    private const int MaxFindings = 20_000;

    private readonly List<Finding> findings = [];
    private long hashBytes = limits.HashedBytes;
    private long certificates = limits.Certificates;
    private int values = limits.Values;

    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Something that matters could not be looked at.</summary>
    public bool LeftUnchecked { get; set; }

    /// <summary>Set while an ingredient is looked at.</summary>
    public string? Ingredient { get; set; }

    public void Success(string code, string url, string explanation) =>
        Add(new Finding(code, FindingKind.Success, url, explanation, Ingredient));

    public void Information(string code, string url, string explanation) =>
        Add(new Finding(code, FindingKind.Information, url, explanation, Ingredient));

    public void Failure(string code, string url, string explanation) =>
        Add(new Finding(code, FindingKind.Failure, url, explanation, Ingredient));

    public bool MayHash(long bytes) => Spend(ref hashBytes, bytes);

    public bool MayVerify(int signaturesAndCertificates) => Spend(ref certificates, signaturesAndCertificates);

    /// <summary>
    /// As <see cref="CborDocument.TryRead(ReadOnlyMemory{byte}, out object?)"/>, out of what is left for all documents of the store.
    /// </summary>
    public bool TryRead(ReadOnlyMemory<byte> cbor, out object? value) => CborDocument.TryRead(cbor, ref values, out value);

    private bool Spend(ref long left, long cost)
    {
        if (left >= cost)
        {
            left -= cost;
            return true;
        }
        if (left >= 0)
            Failure("general.error", "", "The credentials ask for more work than any honest file: the reading was stopped.");
        left = -1;
        return false;
    }

    private void Add(Finding finding)
    {
        if (findings.Count < MaxFindings) findings.Add(finding);
    }
}
