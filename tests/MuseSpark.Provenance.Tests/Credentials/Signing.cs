using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>An identity to sign with, and something to sign.</summary>
public static class Signing
{
    // The reference implementation takes its time from the machine, so ours must be the same.
    public static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static readonly OwnAuthority Authority = OwnAuthority.Create("Spark Studio", Now.AddDays(-1));

    public static readonly SigningIdentity Identity = Authority.IssueSigner("Spark Studio", "Workspace 1", Now.AddDays(-1), TimeSpan.FromDays(365));

    public static readonly TrustList Trust = new([Authority.Root], [Authority.Root]);

    public static string RootPem => Authority.Root.ExportCertificatePem();

    public static readonly CredentialAction Created = new("c2pa.created")
    {
        When = Now,
        SoftwareAgent = new Software("MuseSpark", "0.1.0"),
        DigitalSourceType = DigitalSourceTypes.TrainedAlgorithmicMedia,
    };

    public static ManifestDefinition Definition => new()
    {
        Generator = new Software("MuseSpark", "0.1.0"),
        Title = "A lighthouse",
        Actions = [Created],
        Created = [new AiDisclosure("c2pa.types.model.onnx", "Spark Picture 2").ToAssertion(), TrainingMining.Everywhere(TrainingUse.NotAllowed).ToAssertion()],
    };

    public static byte[] Sign(byte[] file) => CredentialSigner.Sign(file, Definition, Identity, Now);
}
