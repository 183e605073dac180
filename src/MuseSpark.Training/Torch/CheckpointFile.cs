using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Torch;

/// <summary>
/// A checkpoint: one line of JSON (the run's state and the tensors' names and lengths), then the float32 data.
/// Written beside the target and moved over it, so a stopped process leaves the previous checkpoint whole.
/// </summary>
public static class CheckpointFile
{
    private sealed record Header<T>(T State, Dictionary<string, long> Tensors);

    public static void Save<T>(string path, T state, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = path + ".part";
        using (var stream = File.Create(temporary))
        {
            var header = new Header<T>(state, tensors.ToDictionary(t => t.Key, t => t.Value.numel()));
            JsonSerializer.Serialize(stream, header);
            stream.WriteByte((byte)'\n');
            foreach (var tensor in tensors.Values) stream.Write(tensor.bytes);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads only the state.</summary>
    public static T ReadState<T>(string path)
    {
        using var stream = File.OpenRead(path);
        return ReadHeader<T>(path, stream).State;
    }

    /// <summary>Fills <paramref name="tensors"/> (float32, same lengths as when saved); names not asked for are skipped.</summary>
    public static T Load<T>(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var stream = File.OpenRead(path);
        var header = ReadHeader<T>(path, stream);
        foreach (var missing in tensors.Keys.Except(header.Tensors.Keys))
            throw new InvalidDataException($"{path} holds no '{missing}'.");
        foreach (var (name, length) in header.Tensors)
        {
            if (!tensors.TryGetValue(name, out var tensor))
            {
                stream.Seek(length * sizeof(float), SeekOrigin.Current);
                continue;
            }
            if (tensor.numel() != length) throw new InvalidDataException($"{path}: '{name}' has {length} numbers, the model needs {tensor.numel()}.");
            stream.ReadExactly(tensor.bytes);
        }
        return header.State;
    }

    private static Header<T> ReadHeader<T>(string path, Stream stream)
    {
        var line = new List<byte>();
        for (var b = stream.ReadByte(); b != '\n'; b = stream.ReadByte())
        {
            if (b < 0 || line.Count > 1 << 20) throw new InvalidDataException($"{path} is not a checkpoint.");
            line.Add((byte)b);
        }
        return JsonSerializer.Deserialize<Header<T>>(line.ToArray()) ?? throw new InvalidDataException($"{path} has an empty header.");
    }
}
