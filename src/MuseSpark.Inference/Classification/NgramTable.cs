using System.Buffers.Binary;
using System.Numerics.Tensors;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Classification;

/// <summary>
/// The first stage: log-odds that a window holds anything = bias + scale x the weights of its features, by how much each counts. It knows
/// words and not what is said, but in a few microseconds.
/// </summary>
/// <remarks>ngrams.bin: the bias and the scale (float32, little-endian), then a signed byte for each row, of which there are a power of two.</remarks>
public sealed class NgramTable
{
    public const string FileName = "ngrams.bin";

    private const int HeadLength = 2 * sizeof(float);

    private readonly float _bias, _scale;
    private readonly sbyte[] _weights;

    private NgramTable(float bias, float scale, sbyte[] weights) => (_bias, _scale, _weights) = (bias, scale, weights);

    /// <summary>Rows that hashes select from.</summary>
    public int Rows => _weights.Length;

    public static void Write(string folder, float bias, float scale, ReadOnlySpan<sbyte> weights)
    {
        var bytes = new byte[HeadLength + weights.Length];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, bias);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float)), scale);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights).CopyTo(bytes.AsSpan(HeadLength));
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, FileName), bytes);
    }

    /// <exception cref="ModelException">The file is missing or damaged.</exception>
    public static NgramTable Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists) throw new ModelException($"The classifier's {FileName} is missing. Copy the whole model folder again.");
        if (file.Length is < HeadLength + (1 << 8) or > HeadLength + (1 << 22) || !long.IsPow2(file.Length - HeadLength)) throw Damaged();
        var bytes = File.ReadAllBytes(file.FullName);
        var (bias, scale) = (BinaryPrimitives.ReadSingleLittleEndian(bytes), BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(sizeof(float))));
        if (!float.IsFinite(bias) || !float.IsFinite(scale)) throw Damaged();
        return new NgramTable(bias, scale, Array.ConvertAll(bytes[HeadLength..], b => (sbyte)b));
    }

    /// <summary>Log-odds that a window holds anything.</summary>
    public float LogOdds(TextFeatures text, (int First, int End) window)
    {
        var (from, to) = (text.FirstOf(window.First), text.FirstOf(window.End));
        var rows = text.Rows[from..to];
        var values = text.Values[from..to];
        var sum = 0f;
        for (var i = 0; i < rows.Length; i++) sum += values[i] * _weights[rows[i]];
        // Divided by the length of the window's vector: how many words it has says nothing.
        var length = TensorPrimitives.Norm(values);
        return length > 0 ? _bias + _scale * sum / length : _bias;
    }

    private static ModelException Damaged() => new($"The classifier's {FileName} is damaged. Copy the whole model folder again.");
}
