using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>
/// What the reference implementation signs in its many ways is judged here as it judges it itself, before and after changes.
/// </summary>
public sealed class FilesOfOthersTests
{
    private static readonly JsonNode Create = JsonNode.Parse("""{"create": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"}""")!;

    private static JsonNode Definition(int version = 2) => new JsonObject
    {
        ["claim_version"] = version,
        ["claim_generator_info"] = new JsonArray(new JsonObject { ["name"] = "other", ["version"] = "1.2" }),
        ["title"] = "from elsewhere",
        ["assertions"] = new JsonArray(new JsonObject { ["label"] = "com.example.secret", ["data"] = new JsonObject { ["who"] = "somebody" } }),
    };

    private static JsonNode Settings(string name, string group = "builder") =>
        new JsonObject { [group] = new JsonObject { [name] = true } };

    internal static byte[][] Sign(params PeerJob[] jobs) =>
        ReferencePeer.Sign(jobs, Signing.Identity.Chain, ((ECDsa)Signing.Identity.Key).ExportPkcs8PrivateKeyPem());

    internal static void JudgedAlike(IReadOnlyList<(string Name, byte[] File, string Type)> files)
    {
        var differences = new List<string>();
        foreach (var (test, peer) in files.Zip(ReferencePeer.Judge([.. files.Select(file => (file.File, file.Type))], Signing.RootPem)))
        {
            var ours = CredentialReader.Read(test.File, Signing.Trust, Signing.Now);
            var (here, there) = (Codes(ours.Failures.Select(failure => failure.Code)), Codes(peer.Failure));
            var state = peer.State == "Error" ? "Invalid" : peer.State;
            if (ours.State.ToString() != state || (peer.State != "Error" && here != there))
                differences.Add($"{test.Name}: {peer.State} {there} {peer.Error} there, {ours.State} {here} here");
        }
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    private static string Codes(IEnumerable<string> codes) => string.Join(' ', codes.Distinct().Order());

    [Fact]
    public void Files_in_every_form_are_judged_alike_whole_and_changed()
    {
        var (png, jpeg, webp) = (Samples.DeepInterlacedPng, Samples.ProgressiveJpeg, Samples.LossyWebp);
        (string Name, PeerJob Job)[] jobs =
        [
            ("png", new(png, "image/png", Definition(), null, Create)),
            ("jpeg", new(jpeg, "image/jpeg", Definition(), null, Create)),
            ("webp", new(webp, "image/webp", Definition(), null, Create)),
            ("png, box hashes", new(png, "image/png", Definition(), Settings("prefer_box_hash"), Create)),
            ("jpeg, box hashes", new(jpeg, "image/jpeg", Definition(), Settings("prefer_box_hash"), Create)),
            ("cmyk jpeg, box hashes", new(Samples.CmykJpeg, "image/jpeg", Definition(), Settings("prefer_box_hash"), Create)),
            ("png, compressed", new(png, "image/png", Definition(), Settings("prefer_compress_manifests", "core"), Create)),
            ("png, version 1", new(png, "image/png", Definition(1))),
            ("jpeg, version 1, box hashes", new(jpeg, "image/jpeg", Definition(1), Settings("prefer_box_hash"))),
            ("our edit of theirs", new(OurEdit(Signing.Sign(png)), "image/png", Definition(), null, "edit")),
            ("edit of ours", new(Signing.Sign(png), "image/png", Definition(), null, "edit")),
        ];
        var signed = Sign([.. jobs.Select(job => job.Job)]);
        var files = jobs.Zip(signed, (job, file) => (job.Name, file, job.Job.MediaType)).ToList();
        JudgedAlike([.. files, .. files.Select(file => ("changed " + file.Name, Changed(file.file), file.MediaType)), .. files.Where(file => !file.Name.Contains("compressed")).Select(file => ("redescribed " + file.Name, Redescribed(file.file), file.MediaType))]);
        var compressed = signed[Array.FindIndex(jobs, job => job.Name.Contains("compressed"))];
        var edits = Sign(new PeerJob(compressed, "image/png", Definition(), null, "edit"), new PeerJob(compressed, "image/png", Definition(), Settings("prefer_compress_manifests", "core"), "edit"));
        JudgedAlike([.. edits.Select((file, i) => ($"edit {i} of a compressed one", file, "image/png")), ("our edit of a compressed one", OurEdit(compressed), "image/png")]);
        Assert.All(signed.Append(OurEdit(compressed)), file => Assert.Equal(CredentialState.Trusted, CredentialReader.Read(file, Signing.Trust, Signing.Now).State));
    }

    [Fact]
    public void Updates_and_redactions_are_judged_alike()
    {
        var first = Sign(new PeerJob(Samples.ProgressiveJpeg, "image/jpeg", Definition(), null, Create))[0];
        var label = CredentialReader.Read(first, Signing.Trust, Signing.Now).Active!.Label;
        var updated = Sign(
            new PeerJob(first, "image/jpeg", Definition(), null, "update"),
            new PeerJob(first, "image/jpeg", Definition(), null, "update", [$"self#jumbf=/c2pa/{label}/c2pa.assertions/com.example.secret"]),
            new PeerJob(first, "image/jpeg", Definition(), null, "edit", [$"self#jumbf=/c2pa/{label}/c2pa.assertions/com.example.secret"]));
        string[] names = ["update", "update with redaction", "edit with redaction"];
        var files = names.Zip(updated, (name, file) => (name, file, "image/jpeg")).ToList();
        JudgedAlike([.. files, .. files.Select(file => ("changed " + file.name, Changed(file.file), "image/jpeg"))]);
        Assert.True(CredentialReader.Read(updated[0], Signing.Trust, Signing.Now).Active!.IsUpdate);
    }

    private static byte[] OurEdit(byte[] file)
    {
        var parent = new Ingredient(Ingredient.ParentOf) { File = file };
        var definition = Signing.Definition with { Actions = [new CredentialAction("c2pa.opened", parent)], Ingredients = [parent], IngredientTrust = Signing.Trust };
        return CredentialSigner.Sign(file, definition, Signing.Identity, Signing.Now);
    }

    private static byte[] Changed(byte[] file)
    {
        byte[] copy = [.. file];
        copy[^20] ^= 1;
        return copy;
    }

    private static byte[] Redescribed(byte[] file)
    {
        byte[] copy = [.. file];
        copy[copy.AsSpan().IndexOf("from elsewhere"u8)] ^= 1;
        return copy;
    }
}
