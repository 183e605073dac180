using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Data;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Tests.Uploads;

namespace MuseSpark.Web.Tests.Provenance;

/// <summary>Who signs as years go by, and with two processes on one folder.</summary>
public sealed class SigningIdentitiesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("musespark-signing-").FullName;
    private readonly Later _time = new();
    private readonly Guid _workspace = Guid.NewGuid();

    /// <summary>The issuing authority lasts 15 years, a signer 10, a root 25.</summary>
    [Fact]
    public void Signing_goes_on_when_signers_and_authorities_end()
    {
        var identities = Open();
        var roots = new HashSet<string>();
        for (var year = 0; year < 40; year += 2)
        {
            _time.Offset = TimeSpan.FromDays(365.25 * year);
            var signer = identities.Of(_workspace);
            Assert.True(signer.Certificate.NotAfter.ToUniversalTime() > _time.GetUtcNow().UtcDateTime.AddDays(30));
            Assert.True(signer.Certificate.NotAfter <= signer.Chain[1].NotAfter && signer.Certificate.NotBefore >= signer.Chain[1].NotBefore);
            Assert.Equal(signer.Certificate.SerialNumber, identities.Of(_workspace).Certificate.SerialNumber);
            Assert.Equal(CredentialState.Trusted, CredentialReader.Read(Signed(identities), identities.Trust(), _time.GetUtcNow()).State);
            roots.Add(identities.RootOf(_workspace)!);
        }
        Assert.Equal(3, roots.Count);
    }

    [Fact]
    public void A_signer_begins_no_sooner_than_its_authority_when_the_clock_was_set_back()
    {
        var first = Open().Of(_workspace);
        _time.Offset = TimeSpan.FromDays(-1);
        var second = Open().Rotate(_workspace);
        Assert.NotEqual(first.Certificate.SerialNumber, second.Certificate.SerialNumber);
        Assert.Equal(second.Chain[1].NotBefore, second.Certificate.NotBefore);
    }

    [Fact]
    public void A_new_key_that_another_process_made_signs_at_once()
    {
        var (one, other) = (Open(), Open());
        Assert.Equal(one.Of(_workspace).Certificate.SerialNumber, other.Of(_workspace).Certificate.SerialNumber);
        var made = one.Rotate(_workspace).Certificate.SerialNumber;
        Assert.Equal(made, other.Of(_workspace).Certificate.SerialNumber);
        Assert.Equal(made, other.Find(_workspace)!.Certificate.SerialNumber);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private SigningIdentities Open()
    {
        var folder = new DataFolder(new ConfigurationBuilder().AddInMemoryCollection([new("MUSESPARK_DATA", _root)]).Build());
        return new SigningIdentities(folder, new ServerSecret(folder), _time, NullLogger<SigningIdentities>.Instance);
    }

    private byte[] Signed(SigningIdentities identities) => CredentialSigner.Sign(TestPictures.Png(16, 16), new ManifestDefinition
    {
        Generator = new Software("MuseSpark"),
        Actions = [new CredentialAction("c2pa.created") { DigitalSourceType = DigitalSourceTypes.TrainedAlgorithmicMedia }],
    }, identities.Of(_workspace), _time.GetUtcNow());

    private sealed class Later : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
