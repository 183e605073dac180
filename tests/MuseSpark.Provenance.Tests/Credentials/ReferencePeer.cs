using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>What the reference implementation says about a file.</summary>
/// <param name="State">Trusted, Valid, Invalid, None, or Error when it can't even read the store</param>
/// <param name="Failure">codes, those of ingredients included</param>
public sealed record PeerVerdict(string State, string[] Success, string[] Informational, string[] Failure, JsonNode? Manifest, string? Error)
{
    /// <summary>Failures that count: an unknown signer is none.</summary>
    public IEnumerable<string> Faults => Failure.Where(code => code != "signingCredential.untrusted").Distinct();
}

/// <param name="Settings">of the reference implementation</param>
/// <param name="Intent">"edit", "update", or {"create": source type}</param>
public sealed record PeerJob(byte[] File, string MediaType, JsonNode Definition, JsonNode? Settings = null, JsonNode? Intent = null, IReadOnlyList<string>? Redactions = null);

/// <summary>Runs c2pa-rs (as WebAssembly, in Node) on files; needs node and npm, and npm to have installed once.</summary>
public static class ReferencePeer
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<string> Folder = new(Install);

    public static PeerVerdict Judge(byte[] file, string mediaType, string? trust = null) => Judge([(file, mediaType)], trust)[0];

    public static PeerVerdict[] Judge(IReadOnlyList<(byte[] File, string MediaType)> files, string? trust = null)
    {
        var temporary = Directory.CreateTempSubdirectory("musespark-peer-");
        try
        {
            var list = files.Select((file, i) =>
            {
                var path = Path.Combine(temporary.FullName, i.ToString());
                File.WriteAllBytes(path, file.File);
                return new { path, type = file.MediaType };
            }).ToList();
            var output = NodeProcess.Run("node", "verify.mjs", Folder.Value, JsonSerializer.Serialize(new { trust, files = list }));
            return JsonSerializer.Deserialize<PeerVerdict[]>(output, Web)!;
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    /// <summary>Has files signed by the reference implementation, with ES256.</summary>
    /// <param name="key">in PEM</param>
    public static byte[][] Sign(IReadOnlyList<PeerJob> jobs, IReadOnlyList<X509Certificate2> chain, string key)
    {
        var temporary = Directory.CreateTempSubdirectory("musespark-peer-");
        try
        {
            var list = jobs.Select((job, i) =>
            {
                var path = Path.Combine(temporary.FullName, i.ToString());
                File.WriteAllBytes(path, job.File);
                return new { path, type = job.MediaType, definition = job.Definition, settings = job.Settings, intent = job.Intent, redactions = job.Redactions };
            }).ToList();
            var input = JsonSerializer.Serialize(new { key, chain = chain.Select(certificate => certificate.RawData), jobs = list });
            var output = JsonNode.Parse(NodeProcess.Run("node", "sign.mjs", Folder.Value, input))!.AsArray();
            return [.. output.Zip(jobs, (result, job) => result!["file"] is { } file
                ? Convert.FromBase64String((string)file!)
                : throw new InvalidOperationException($"The reference implementation did not sign: {job.Definition.ToJsonString()} {result["error"]}"))];
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static string Install()
    {
        var folder = Path.Combine(RepositoryFiles.Root, "tests", "MuseSpark.Provenance.Tests", "peer");
        NodeProcess.Install(folder);
        return folder;
    }
}
