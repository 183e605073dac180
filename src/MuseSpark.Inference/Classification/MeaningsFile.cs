using System.Buffers.Binary;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Classification;

/// <summary>words.bin of a classifier: hashes of the words whose meaning it knows, ascending, four bytes each (little-endian).</summary>
public static class MeaningsFile
{
    public const string FileName = "words.bin";

    private const int MostWords = 1 << 19;

    public static void Write(string folder, IEnumerable<uint> hashes)
    {
        using var file = File.Create(Path.Combine(folder, FileName));
        var bytes = new byte[sizeof(uint)];
        foreach (var hash in hashes)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, hash);
            file.Write(bytes);
        }
    }

    /// <summary>The number of each word, from 1, by its hash.</summary>
    /// <exception cref="ModelException">The file is missing or damaged.</exception>
    internal static Dictionary<uint, int> Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, FileName));
        if (!file.Exists) throw new ModelException($"The classifier's {FileName} is missing. Copy the whole model folder again.");
        if (file.Length is 0 or > MostWords * sizeof(uint) || file.Length % sizeof(uint) != 0) throw Damaged();
        var bytes = File.ReadAllBytes(file.FullName);
        var words = new Dictionary<uint, int>(bytes.Length / sizeof(uint));
        for (var i = 0; i < bytes.Length; i += sizeof(uint))
            if (!words.TryAdd(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)), words.Count + 1)) throw Damaged();
        return words;
    }

    private static ModelException Damaged() => new($"The classifier's {FileName} is damaged. Copy the whole model folder again.");
}
