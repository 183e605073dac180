namespace MuseSpark.Provenance.Jumbf;

/// <summary>What a superbox is: the content type UUID of its description box (ISO 19566-5, C2PA 11.1.4).</summary>
public static class BoxTypes
{
    public static readonly Guid Store = Of("c2pa"), Manifest = Of("c2ma"), UpdateManifest = Of("c2um"), CompressedManifest = Of("c2cm"),
        DerivedManifest = Of("c2md"), AssertionStore = Of("c2as"), Claim = Of("c2cl"), Signature = Of("c2cs"), DataBoxes = Of("c2db"),
        Credentials = Of("c2vc"), Cbor = Of("cbor"), Json = Of("json"), Uuid = Of("uuid");

    public static readonly Guid EmbeddedFile = new("40CB0C32-BB8A-489D-A70B-2AD6F47F4369");

    private static Guid Of(string code) =>
        new([.. System.Text.Encoding.ASCII.GetBytes(code), 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71], bigEndian: true);
}
