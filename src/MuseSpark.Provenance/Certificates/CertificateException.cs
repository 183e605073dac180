namespace MuseSpark.Provenance.Certificates;

/// <summary>A certificate can't be used to sign content credentials.</summary>
/// <param name="faults">sentences for people, one for each fault</param>
public sealed class CertificateException(IReadOnlyList<string> faults) : Exception(string.Join(" ", faults))
{
    public IReadOnlyList<string> Faults => faults;
}
