using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;

namespace MuseSpark.Provenance.Tests.Credentials;

public sealed class PngCredentialsTests
{
    // A 1x1 grey picture.
    private static readonly byte[] Bare = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    [Fact]
    public void What_is_signed_is_valid_and_trusted_with_the_root()
    {
        var signed = Signing.Sign(Bare);
        var ours = CredentialReader.Read(signed, Signing.Trust, Signing.Now);
        Assert.Empty(ours.Failures);
        Assert.Equal(CredentialState.Trusted, ours.State);
        Assert.Equal(CredentialState.Valid, CredentialReader.Read(signed, TrustList.Nobody, Signing.Now).State);
        var peer = ReferencePeer.Judge(signed, "image/png", Signing.RootPem);
        Assert.Empty(peer.Failure);
        Assert.Equal("Trusted", peer.State);
        Assert.Equal("Valid", ReferencePeer.Judge(signed, "image/png").State);
    }
}
