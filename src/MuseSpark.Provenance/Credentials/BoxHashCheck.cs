using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>The binding that names every box of a file with its hash (C2PA 15.12.3).</summary>
internal sealed class BoxHashCheck(Asset asset, FindingLog log)
{
    public void Run(Manifest manifest, StoredAssertion binding, string url)
    {
        if (binding.Cbor?.List("boxes") is not { Count: > 0 } entries)
        {
            log.Failure("assertion.boxesHash.malformed", url, "The binding to the file can't be read.");
            return;
        }
        if (BoxMap.Of(asset) is not { } boxes)
        {
            log.LeftUnchecked = true;
            log.Information("algorithm.unsupported", url, $"Box hashes of {asset.Container.Name} files can't be checked here.");
            return;
        }

        // The signature of a PNG may be left out of the list.
        var next = boxes[0].Name == "PNGh" && entries[0] is CborMap first && first.Texts("names").FirstOrDefault() != "PNGh" ? 1 : 0;
        foreach (var entry in entries)
        {
            if (entry is not CborMap map || map.Texts("names") is not { Count: > 0 } names || map.Bytes("hash") is not { } expected)
            {
                log.Failure("assertion.boxesHash.malformed", url, "The binding to the file can't be read.");
                return;
            }
            var start = next;
            foreach (var name in names)
            {
                if (next < boxes.Count && boxes[next].Name == name) next++;
                else
                {
                    log.Failure("assertion.boxesHash.mismatch", url, $"The file has other parts than were signed: there is no {name} where one should be.");
                    return;
                }
            }
            if (names is [FileBox.Store]) continue;
            if (names.Contains(FileBox.Store))
            {
                log.Failure("assertion.boxesHash.mismatch", url, "The binding hides other parts of the file behind its credentials.");
                return;
            }
            if (map.Flag("excluded") == true)
            {
                log.Information("assertion.boxesHash.additionalExclusionsPresent", url, "The binding leaves out other parts of the file than its credentials.");
                continue;
            }
            if (!Matches(map, manifest, expected, boxes[start].Range.Start, boxes[next - 1].Range.End))
            {
                log.Failure("assertion.boxesHash.mismatch", url, "The file was changed after signing.");
                return;
            }
        }
        if (next < boxes.Count) log.Failure("assertion.boxesHash.mismatch", url, "Something was added to the file after signing.");
        else if (boxes[^1].Range.End == asset.File.Length) log.Success("assertion.boxesHash.match", url, "The file is as it was signed.");
        else
        {
            // Further pictures of a camera, or anything at all: it is in no box, so no hash of boxes says.
            log.LeftUnchecked = true;
            log.Information("assertion.boxesHash.additionalExclusionsPresent", url, "The picture is as it was signed, but behind its end there is something that the binding does not name.");
        }
    }

    private bool Matches(CborMap map, Manifest manifest, ReadOnlyMemory<byte> expected, long start, long end) =>
        map["exclusions"] is null
        && HashNames.Find(map.Text("alg") ?? manifest.Claim.Algorithm) is { } algorithm
        && expected.Span.SequenceEqual(CryptographicOperations.HashData(algorithm, asset.File.Span[(int)start..(int)end]));
}
