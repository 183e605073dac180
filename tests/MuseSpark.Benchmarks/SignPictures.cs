using System.Diagnostics;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using SkiaSharp;

namespace MuseSpark.Benchmarks;

/// <summary>
/// How long content credentials take: signing a picture of 1024x1024, reading it, and reading the worst that a file may ask for.
/// </summary>
internal static class SignPictures
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static Task<int> RunAsync(string[] arguments)
    {
        var runs = arguments.Length > 0 ? int.Parse(arguments[0]) : 50;
        var authority = OwnAuthority.Create("Benchmark", Now.AddDays(-1));
        using var identity = authority.IssueSigner("Benchmark", "Signer", Now.AddDays(-1), TimeSpan.FromDays(30));
        var trust = new TrustList([authority.Root], []);
        var (png, jpeg) = (Picture(SKEncodedImageFormat.Png, 100), Picture(SKEncodedImageFormat.Jpeg, 95));

        foreach (var (name, file) in new[] { ("png", png), ("jpeg", jpeg) })
        {
            var signed = CredentialSigner.Sign(file, Definition(), identity, Now);
            Report($"sign {name} of {file.Length:N0} bytes", runs, () => CredentialSigner.Sign(file, Definition(), identity, Now));
            Report($"read {name} of {signed.Length:N0} bytes", runs, () => CredentialReader.Read(signed, trust, Now));
        }
        var text = new byte[4000];
        Array.Fill(text, (byte)'a');
        Report("sign text of 4,000 bytes", runs, () => CredentialSigner.Sign(text, Definition(), identity, Now));

        var many = Many(jpeg, 100);
        Report($"read a picture with 100 ingredients by 100 signers, {many.Length:N0} bytes", Math.Min(runs, 5), () => CredentialReader.Read(many, trust, Now));
        return Task.FromResult(0);
    }

    private static byte[] Many(byte[] file, int count)
    {
        var parts = Enumerable.Range(0, count).Select(i =>
        {
            using var signer = OwnAuthority.Create($"Maker {i}", Now.AddDays(-1)).IssueSigner($"Maker {i}", "Signer", Now.AddDays(-1), TimeSpan.FromDays(30));
            return new Ingredient(Ingredient.ComponentOf) { File = CredentialSigner.Sign(file, Definition(), signer, Now) };
        }).ToList();
        var definition = Definition() with { Ingredients = parts, Actions = [.. Definition().Actions, new CredentialAction("c2pa.placed", [.. parts])] };
        using var last = OwnAuthority.Create("Last", Now.AddDays(-1)).IssueSigner("Last", "Signer", Now.AddDays(-1), TimeSpan.FromDays(30));
        return CredentialSigner.Sign(file, definition, last, Now);
    }

    private static ManifestDefinition Definition() => new()
    {
        Generator = new Software("MuseSpark", "0.1.0"),
        Title = "A lighthouse",
        Actions = [new CredentialAction("c2pa.created") { When = Now, DigitalSourceType = DigitalSourceTypes.TrainedAlgorithmicMedia }],
        Created = [new AiDisclosure("c2pa.types.model.onnx", "Spark Picture 2").ToAssertion(), TrainingMining.Everywhere(TrainingUse.NotAllowed).ToAssertion()],
    };

    // Soft shapes with noise over them, which makes a PNG of about 2 MB.
    private static byte[] Picture(SKEncodedImageFormat format, int quality)
    {
        using var bitmap = new SKBitmap(1024, 1024);
        var random = new Random(7);
        for (var y = 0; y < 1024; y++)
            for (var x = 0; x < 1024; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(x / 5 + random.Next(24)), (byte)(y / 5 + random.Next(24)), (byte)((x + y) / 10 + random.Next(24))));
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static void Report(string what, int runs, Action action)
    {
        action();
        var times = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            var watch = Stopwatch.StartNew();
            action();
            times[run] = watch.Elapsed.TotalMilliseconds;
        }
        Array.Sort(times);
        Console.WriteLine($"{what}: median {times[runs / 2]:F2} ms, fastest {times[0]:F2} ms");
    }
}
