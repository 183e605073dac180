using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Client.Verify;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Fingerprints;
using MuseSpark.Provenance.Tests.Watermarks.Pictures;
using MuseSpark.Provenance.Watermarks.Pictures;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Benchmarks.Verify;

/// <summary>How long the verifier takes for a whole answer among many records, by what it finds; without models, so without the mark in words.</summary>
internal sealed class VerifyScale(string folder)
{
    private const int Edge = 256;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly ScaleDatabase _database = new(Path.Combine(folder, "musespark.db"));
    private readonly DataFolder _data = new(new ConfigurationBuilder().AddInMemoryCollection([new("MUSESPARK_DATA", folder)]).Build());
    private readonly Random _random = new(7);

    /// <param name="args">Numbers of records, for instance: 10000 100000 1000000; and "runs=50".</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var runs = args.FirstOrDefault(a => a.StartsWith("runs=", StringComparison.Ordinal)) is { } given ? int.Parse(given[5..], CultureInfo.InvariantCulture) : 50;
        foreach (var count in args.Where(a => char.IsDigit(a[0])).Select(a => int.Parse(a, CultureInfo.InvariantCulture)))
        {
            var folder = Directory.CreateTempSubdirectory("musespark-scale-");
            try
            {
                await new VerifyScale(folder.FullName).MeasureAsync(count, runs);
            }
            finally
            {
                SqliteConnection.ClearAllPools();
                folder.Delete(recursive: true);
            }
        }
        return 0;
    }

    private async Task MeasureAsync(int count, int runs)
    {
        var watch = Stopwatch.StartNew();
        await _database.FillAsync(count);
        Console.WriteLine($"{count:N0} records, filled in {watch.Elapsed.TotalSeconds:F0} s");
        var secret = new ServerSecret(_data);
        var marks = new PictureWatermark(secret.PictureMarks);
        using var signer = OwnAuthority.Create("Somebody", Now.AddDays(-1)).IssueSigner("Somebody", "Signer", Now.AddDays(-1), TimeSpan.FromDays(30));

        await ReportAsync("manifest", runs, VerifyMethods.Credentials, found: true, run =>
        {
            var definition = new ManifestDefinition { Generator = new Software("Benchmark"), Actions = [new CredentialAction("c2pa.created") { DigitalSourceType = DigitalSourceTypes.DigitalCreation }] };
            _database.Plant(Picture(count), manifest: definition.Label);
            return CredentialSigner.Sign(Png.Encode(Scene(run)), definition, signer, Now);
        });
        await ReportAsync("exact hash", runs, VerifyMethods.Hash, found: true, run =>
        {
            var file = Png.Encode(Scene(1_000 + run));
            _database.Plant(Picture(count), sha256: Convert.ToHexStringLower(SHA256.HashData(file)));
            return file;
        });
        await ReportAsync("mark", runs, VerifyMethods.Watermark, found: true, run =>
        {
            var id = (ulong)_random.NextInt64(1L << PictureWatermark.IdBits);
            _database.Plant(Picture(count), mark: (long)id);
            var scene = Scene(2_000 + run);
            return Png.Encode(scene with { Pixels = marks.Mark(scene.Pixels, Edge, Edge, id).Pixels });
        });
        await ReportAsync("picture fingerprint, 7 bits off", runs, VerifyMethods.Fingerprint, found: true, run =>
        {
            // Two bits in three quarters and one in the last: the furthest that is still looked for.
            var scene = Scene(3_000 + run);
            _database.Plant(Picture(count), 0, PictureFingerprint.Of(scene.Pixels, Edge, Edge) ^ 0x0003_0003_0003_0001UL, exact: null);
            return Png.Encode(scene);
        });
        await ReportAsync("a picture that is not known", runs, VerifyMethods.None, found: false, run => Png.Encode(Scene(4_000 + run)));
        await ReportAsync("a text word for word", runs, VerifyMethods.Hash, found: true, run =>
        {
            var (text, number) = (Text(paragraphs: 1, sentences: 3), Picture(count) + 1);
            var print = TextFingerprint.Of(text);
            foreach (var ordinal in new[] { 0, 1 }) _database.Plant(number, ordinal, print.Similar, Convert.ToHexStringLower(print.Exact));
            return Encoding.UTF8.GetBytes(text);
        });
        await ReportAsync("two passages of a text, 11 bits off", runs, VerifyMethods.Fingerprint, found: true, run =>
        {
            var (text, number) = (Text(), Picture(count) + 1);
            foreach (var (print, ordinal) in new[] { (TextFingerprint.Of(text), 0), (Passages.Of(text).First().Fingerprint, 1) })
                _database.Plant(number, ordinal, print.Similar ^ 0x0007_0007_0007_0003UL, new string('0', 64));
            return Encoding.UTF8.GetBytes(text);
        });
        await ReportAsync("a text that is not known", runs, VerifyMethods.None, found: false, _ => Encoding.UTF8.GetBytes(Text()));
    }

    /// <summary>A picture's number; the next is a text's.</summary>
    private int Picture(int count) => _random.Next(count / 2 - 1) * 2 + 1;

    private static RgbImage Scene(int seed) => new(Edge, Edge, Drawn.Scene(seed, Edge, Edge));

    /// <summary>Sentences of ten words; as they are, in more passages than are looked up by likeness.</summary>
    private string Text(int paragraphs = 6, int sentences = 5)
    {
        string Word() => string.Concat(Enumerable.Range(0, _random.Next(2, 9)).Select(_ => (char)('a' + _random.Next(26))));
        string Sentence() => "The " + string.Join(' ', Enumerable.Range(0, 9).Select(_ => Word())) + ".";
        return string.Join("\n\n", Enumerable.Range(0, paragraphs).Select(_ => string.Join(' ', Enumerable.Range(0, sentences).Select(_ => Sentence()))));
    }

    private async Task ReportAsync(string what, int runs, string method, bool found, Func<int, byte[]> prepare)
    {
        var secret = new ServerSecret(_data);
        var identities = new SigningIdentities(_data, secret, TimeProvider.System, NullLogger<SigningIdentities>.Instance);
        var pictures = new PictureTraces(secret);
        var texts = new TextTraces(ModelCatalog.Of([], []), secret);
        var times = new List<double>();
        var others = 0;
        for (var run = -2; run < runs; run++)
        {
            var file = prepare(run + 2);
            await using var db = _database.Open();
            var watch = Stopwatch.StartNew();
            var answer = await new Verifier(db, identities, pictures, texts, TimeProvider.System).FileAsync(file, mediaType: null, CancellationToken.None);
            if (run >= 0) times.Add(watch.Elapsed.TotalMilliseconds);
            if (answer.Method != method || answer.Record is not null != found) others++;
        }
        times.Sort();
        Console.WriteLine($"  {what}: median {times[times.Count / 2]:F0} ms, worst {times[^1]:F0} ms{(others == 0 ? "" : $", {others} of {runs + 2} were answered otherwise")}");
    }
}
