namespace MuseSpark.Client.Outputs;

/// <summary>Who signs what a workspace makes.</summary>
/// <param name="Certificate">Null before the first signature.</param>
/// <param name="RootUrl">Where everybody gets the root of the workspace's own authority; null as long as there is none.</param>
public sealed record SigningView(CertificateView? Certificate, string? RootUrl);

/// <param name="IsOwn">Whether the workspace's own authority issued it; otherwise an owner brought it.</param>
public sealed record CertificateView(string Name, string Issuer, string Serial, DateTime ValidFrom, DateTime ValidUntil, bool IsOwn);
