using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>Whether a manifest's assertions are those that its claim names (C2PA 15.10).</summary>
internal sealed class AssertionCheck(ManifestStore store, FindingLog log)
{
    public void Run(Manifest manifest)
    {
        Redactions(manifest);
        var undeclared = manifest.Assertions.ToHashSet();
        foreach (var uri in manifest.Claim.Assertions)
        {
            var url = JumbfUri.Absolute(manifest.Label, uri.Url);
            if (JumbfUri.Parse(url) is not { } place)
            {
                log.Failure("assertion.hashedURI.mismatch", url, "The claim names an assertion by an address that can't be read.");
                continue;
            }
            if (place.Manifest != manifest.Label)
            {
                log.Failure("assertion.outsideManifest", url, "The claim names an assertion of another manifest.");
                continue;
            }
            var assertion = manifest.Find(place.Name);
            if (assertion is not null) undeclared.Remove(assertion);
            var isRedacted = (assertion is null || Redaction.IsBlank(assertion)) && store.Redacted.Contains((manifest.Label, place.Name));
            if (!isRedacted) Compare(manifest, assertion, uri, url);
        }
        foreach (var assertion in undeclared)
        {
            var url = JumbfUri.Assertion(manifest.Label, assertion.Label);
            log.Failure("assertion.undeclared", url, $"The claim does not name the assertion {assertion.Label}: it was added after signing.");
        }
    }

    private void Compare(Manifest manifest, StoredAssertion? assertion, HashedUri uri, string url)
    {
        if (assertion is null)
        {
            log.Failure("assertion.missing", url, "An assertion is missing that the claim names.");
            return;
        }
        if (HashNames.Find(uri.Algorithm ?? manifest.Claim.Algorithm) is not { } algorithm)
        {
            log.Failure("algorithm.unsupported", url, $"The hash algorithm {uri.Algorithm ?? manifest.Claim.Algorithm} is not allowed.");
            return;
        }
        if (assertion.Hash(algorithm, log) is not { } hash) return;
        if (uri.Hash.Span.SequenceEqual(hash)) log.Success("assertion.hashedURI.match", url, $"{assertion.Label} is as it was signed.");
        else log.Failure("assertion.hashedURI.mismatch", url, $"{assertion.Label} was changed after signing.");
        if (assertion.IsBrokenCbor) log.Failure("assertion.cbor.invalid", url, $"{assertion.Label} is no valid CBOR.");
    }

    // What a claim may take back: assertions of its ingredients, but no actions and no bindings.
    private void Redactions(Manifest manifest)
    {
        foreach (var url in manifest.Claim.Redacted)
        {
            if (JumbfUri.Parse(url) is not { } uri) continue;
            if (uri.Manifest == manifest.Label) log.Failure("assertion.selfRedacted", url, "The claim takes back an assertion of its own.");
            if (Redaction.IsActions(uri.Name))
                log.Failure("assertion.action.redacted", url, "Actions must not be taken back.");
            if (Redaction.IsBinding(uri.Name))
                log.Failure("assertion.hardBinding.redacted", url, "The binding to the asset must not be taken back.");
            if (store.Find(uri.Manifest)?.Find(uri.Name) is { } kept && !Redaction.IsBlank(kept))
                log.Failure("assertion.notRedacted", url, "An assertion is still there that was taken back.");
        }
    }
}
