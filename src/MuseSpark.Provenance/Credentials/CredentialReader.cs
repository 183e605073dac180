using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Credentials;

/// <summary>
/// Reads and judges content credentials (C2PA 15), of version 2 and of the 1.x that others wrote. Whatever the bytes, there is a verdict
/// and never an exception;
/// how much work a file may ask for is limited.
/// </summary>
public static class CredentialReader
{
    /// <summary>Judges a file by the store that it carries.</summary>
    /// <param name="at">now; signatures without a trusted time-stamp must be by a certificate that is valid then</param>
    /// <param name="mediaType">as in <see cref="ContainerList.For"/></param>
    public static CredentialReport Read(ReadOnlyMemory<byte> file, TrustList trust, DateTimeOffset at, ReadLimits? limits = null, string? mediaType = null)
    {
        var container = ContainerList.For(file.Span, mediaType);
        if (container is null) return new CredentialReport(CredentialState.None, [], [], default);
        try
        {
            if (container.Find(file) is not { } found) return new CredentialReport(CredentialState.None, [], [], default);

            // A store alone says nothing about a file.
            var asset = container is SidecarContainer ? null : new Asset(container, file, found.Place);
            return Judge(found.Store, asset, trust, at, limits ?? ReadLimits.Default);
        }
        catch (ContainerException e)
        {
            return new CredentialReport(CredentialState.Invalid, [], [new Finding(e.Code, FindingKind.Failure, "", e.Message)], default);
        }
    }

    /// <summary>Judges a file by a store that lies beside it (a .c2pa file).</summary>
    /// <param name="file">null when only the store is at hand: then it is well-formed at best</param>
    public static CredentialReport ReadSidecar(ReadOnlyMemory<byte> store, ReadOnlyMemory<byte>? file, TrustList trust, DateTimeOffset at, ReadLimits? limits = null)
    {
        var asset = file is { } bytes ? new Asset(ContainerList.For(bytes.Span) ?? new AnyFile(), bytes, null) : null;
        return Judge(store, asset, trust, at, limits ?? ReadLimits.Default);
    }

    private static CredentialReport Judge(ReadOnlyMemory<byte> bytes, Asset? asset, TrustList trust, DateTimeOffset at, ReadLimits limits)
    {
        var log = new FindingLog(limits);
        if (ManifestStore.Read(bytes, limits, log) is not { } store)
            return new CredentialReport(CredentialState.Invalid, [], log.Findings, bytes);

        var signers = new Dictionary<string, Signer?>();
        var signatures = new SignatureCheck(store, trust, at, log);
        var assertions = new AssertionCheck(store, log);
        var binding = new BindingCheck(store, asset, log);
        Check(store.Active);
        new IngredientCheck(store, Check, limits, log).Run(store.Active);
        if (binding.Bound is null)
            log.Failure("claim.hardBindings.missing", "", "The updates lead to no manifest that is bound to a file.");

        var recorded = new RecordedFindings(store, log.Findings);
        var findings = log.Findings.Where(finding => !recorded.Contain(finding)).ToList();
        var views = store.Manifests.Select(manifest => ManifestViews.Of(manifest, signers.GetValueOrDefault(manifest.Label))).ToList();
        return new CredentialReport(State(findings, log), views, findings, bytes);

        void Check(Manifest manifest)
        {
            signers[manifest.Label] = signatures.Run(manifest);
            ManifestRules.Run(manifest, log);
            assertions.Run(manifest);
            if (manifest == binding.Bound) binding.Run(manifest);
            ActionCheck.Run(manifest, store, log);
        }
    }

    private static CredentialState State(List<Finding> findings, FindingLog log)
    {
        // An unknown signer is no fault of the file.
        if (findings.Exists(finding => finding.Kind == FindingKind.Failure && finding.Code != "signingCredential.untrusted"))
            return CredentialState.Invalid;
        if (log.LeftUnchecked) return CredentialState.WellFormed;
        var trusted = findings.Exists(finding => finding.Code == "signingCredential.trusted" && finding.Ingredient is null);
        return trusted ? CredentialState.Trusted : CredentialState.Valid;
    }
}
