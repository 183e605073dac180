using System.Text.Json;
using System.Text.Json.Nodes;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Assertions;

/// <summary>
/// A statement to be signed: its label (C2PA 6.2) and its box. Two of one label in a manifest get "__1", "__2" ... from the writer.
/// </summary>
public sealed class Assertion
{
    private readonly Func<string, byte[]> box;

    private Assertion(string label, Func<string, byte[]> box) => (Label, this.box) = (label, box);

    public string Label { get; }

    internal byte[] Box(string label) => box(label);

    /// <param name="label">a standard label, or a reverse domain name of one's own</param>
    public static Assertion Cbor(string label, CborMap value)
    {
        var bytes = CborDocument.Write(value);
        return new Assertion(label, name => JumbfWriter.Cbor(BoxTypes.Cbor, name, bytes));
    }

    public static Assertion Json(string label, JsonNode value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value);
        return new Assertion(label, name => JumbfWriter.Superbox(BoxTypes.Json, name, JumbfWriter.Box("json", bytes)));
    }

    /// <summary>A file inside of the manifest, for instance "c2pa.embedded-data" or "c2pa.thumbnail.claim" (C2PA 18.11, 18.13).</summary>
    public static Assertion File(string label, string mediaType, ReadOnlyMemory<byte> bytes) =>
        new(label, name => JumbfWriter.File(name, mediaType, bytes));

    /// <summary>A small picture of what is signed.</summary>
    public static Assertion Thumbnail(string mediaType, ReadOnlyMemory<byte> bytes) => File("c2pa.thumbnail.claim", mediaType, bytes);

    /// <summary>
    /// JSON-LD about the asset; the fields and their context are the caller's ("dc:format", "dc:title" ... with "@context").
    /// </summary>
    public static Assertion Metadata(JsonObject jsonLd) => Json("c2pa.metadata", jsonLd);

    /// <summary>The media type of the asset, where a claim of version 2 has no field for it.</summary>
    public static Assertion Format(string mediaType) => Metadata(new JsonObject
    {
        ["@context"] = new JsonObject { ["dc"] = "http://purl.org/dc/elements/1.1/" },
        ["dc:format"] = mediaType,
    });
}
