using System.Runtime.InteropServices;
using MuseSpark.Training.Scenes;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// All scenes as latents of mean 0 and deviation 1 a channel, float16, (count, 16, 16, 8), with the mean and deviation they were
/// standardised by. Encoding once costs minutes; encoding at every step would cost a third of the training.
/// </summary>
public sealed class LatentFile
{
    public const int Edge = PictureRun.Size / AutoEncoder.Ratio, Values = Edge * Edge * AutoEncoder.LatentChannels;
    private readonly Half[] _values;

    private readonly LatentMoments _moments;

    private LatentFile(Half[] values, LatentMoments moments) => (_values, _moments) = (values, moments);

    public int Count => _values.Length / Values;

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var most = options.Number("count", int.MaxValue);
        var shipped = options.Text("moments-of", "");
        var threads = options.Number("threads", 1);
        options.RejectUnknown();
        PictureRun.Start(threads);
        using var scenes = SceneFile.Open(Path.Combine(folder, "scenes.bin"), PictureRun.Size);
        var count = Math.Min(most, scenes.Scenes.Count);
        using var none = no_grad();
        var encoder = PictureRun.LoadAutoEncoder(folder, ScalarType.BFloat16).Encoder;

        const int batch = 40;
        var latents = new Half[count / batch * batch * Values];
        for (var at = 0; at + batch <= count; at += batch)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var made = encoder.forward(PictureRun.Pictures(scenes, at, batch).to(ScalarType.BFloat16)).permute(0, 2, 3, 1).to(ScalarType.Float32).contiguous();
            var values = MemoryMarshal.Cast<byte, float>(made.bytes);
            for (var i = 0; i < values.Length; i++) latents[at * Values + i] = (Half)values[i];
            if (at % 4000 == 0) Console.WriteLine($"{at} of {count} scenes encoded");
        }
        Save(Path.Combine(folder, "latents.bin"), latents, shipped.Length > 0 ? LatentMoments.Of(shipped) : MomentsOf(latents));
    }

    /// <summary>Latents of chosen scenes, standardised, (n, 8, 16, 16) channels-last.</summary>
    public Tensor Batch(IReadOnlyList<int> scenes)
    {
        var values = new float[scenes.Count * Values];
        for (var n = 0; n < scenes.Count; n++)
            for (var i = 0; i < Values; i++)
            {
                var channel = i % AutoEncoder.LatentChannels;
                values[n * Values + i] = ((float)_values[scenes[n] * Values + i] - _moments.Mean[channel]) / _moments.Deviation[channel];
            }
        return tensor(values, [scenes.Count, Edge, Edge, AutoEncoder.LatentChannels]).permute(0, 3, 1, 2);
    }

    public static LatentFile Open(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, "latents.bin"));
        var moments = ReadMoments(stream);
        var values = new Half[(stream.Length - stream.Position) / 2];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new LatentFile(values, moments);
    }

    public static LatentMoments Moments(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, "latents.bin"));
        return ReadMoments(stream);
    }

    private static LatentMoments ReadMoments(Stream stream)
    {
        var moments = new float[2 * AutoEncoder.LatentChannels];
        stream.ReadExactly(MemoryMarshal.AsBytes(moments.AsSpan()));
        return new LatentMoments(moments[..AutoEncoder.LatentChannels], moments[AutoEncoder.LatentChannels..]);
    }

    private static void Save(string file, Half[] latents, LatentMoments moments)
    {
        using var stream = File.Create(file);
        stream.Write(MemoryMarshal.AsBytes(moments.Mean.AsSpan()));
        stream.Write(MemoryMarshal.AsBytes(moments.Deviation.AsSpan()));
        stream.Write(MemoryMarshal.AsBytes(latents.AsSpan()));
        Console.WriteLine($"means {string.Join(' ', moments.Mean.Select(m => m.ToString("F2")))}, deviations {string.Join(' ', moments.Deviation.Select(d => d.ToString("F2")))}");
    }

    private static LatentMoments MomentsOf(Half[] latents)
    {
        const int channels = AutoEncoder.LatentChannels;
        var sums = new double[channels];
        var squares = new double[channels];
        for (var i = 0; i < latents.Length; i++)
        {
            var value = (double)latents[i];
            sums[i % channels] += value;
            squares[i % channels] += value * value;
        }
        var count = (double)latents.Length / channels;
        var mean = sums.Select(s => (float)(s / count)).ToArray();
        return new LatentMoments(mean, squares.Select((s, c) => (float)Math.Sqrt(s / count - mean[c] * (double)mean[c])).ToArray());
    }
}
