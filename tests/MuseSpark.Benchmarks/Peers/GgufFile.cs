using System.Numerics.Tensors;
using System.Text;
using MuseSpark.Inference.Tests.Text.Exports;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>
/// Writes a Llama as GGUF for llama.cpp, matrices as Q8_0 (docs/gguf.md of ggml): header, facts, where each tensor lies, tensors. A block of
/// Q8_0 is 32 bytes with a scale in half precision before them.
/// </summary>
internal sealed class GgufFile : IDisposable
{
    private const int Alignment = 32, Block = 32, Float32 = 0, Q8 = 8;
    private const uint UInt32Fact = 4, Int32Fact = 5, Float32Fact = 6, BoolFact = 7, TextFact = 8, ArrayFact = 9;

    private readonly BinaryWriter _file;

    private GgufFile(string path) => _file = new BinaryWriter(File.Create(path));

    public static void Write(string path, LlamaWeights weights, WordVocabulary words)
    {
        var shape = weights.Shape;
        var tensors = new List<(string Name, string? Matrix, int Rows, int Width, int Heads)> { ("token_embd.weight", "embedding", shape.Vocabulary, shape.Hidden, 0), ("output.weight", "head", shape.Vocabulary, shape.Hidden, 0), ("output_norm.weight", null, 1, shape.Hidden, 0) };
        for (var l = 0; l < shape.Layers; l++)
        {
            int h = shape.Hidden, kv = shape.KvHeads * shape.HeadSize;
            tensors.AddRange(
            [
                ($"blk.{l}.attn_norm.weight", null, 1, h, 0), ($"blk.{l}.ffn_norm.weight", null, 1, h, 0),
                ($"blk.{l}.attn_q.weight", $"{l}.q", h, h, shape.Heads), ($"blk.{l}.attn_k.weight", $"{l}.k", kv, h, shape.KvHeads),
                ($"blk.{l}.attn_v.weight", $"{l}.v", kv, h, 0), ($"blk.{l}.attn_output.weight", $"{l}.o", h, h, 0),
                ($"blk.{l}.ffn_gate.weight", $"{l}.gate", shape.Inner, h, 0), ($"blk.{l}.ffn_up.weight", $"{l}.up", shape.Inner, h, 0), ($"blk.{l}.ffn_down.weight", $"{l}.down", h, shape.Inner, 0),
            ]);
        }
        using var file = new GgufFile(path);
        file.Header(shape, words, tensors.Count);
        long offset = 0;
        foreach (var (name, matrix, rows, width, _) in tensors)
        {
            file.Text(name);
            var dimensions = matrix is null ? new[] { width } : [width, rows];
            file._file.Write(dimensions.Length);
            foreach (var length in dimensions) file._file.Write((long)length);
            file._file.Write(matrix is null ? Float32 : Q8);
            file._file.Write(offset);
            offset += Aligned(matrix is null ? width * sizeof(float) : (long)rows * width / Block * (Block + 2));
        }
        foreach (var (_, matrix, rows, width, heads) in tensors)
        {
            file.Pad();
            if (matrix is null)
                for (var i = 0; i < width; i++) file._file.Write(1f);
            else file.Matrix(weights[matrix], rows, width, heads);
        }
        file.Pad();
    }

    public void Dispose() => _file.Dispose();

    private void Header(LlamaShape shape, WordVocabulary words, int tensors)
    {
        (string Key, Action Value)[] facts =
        [
            ("general.architecture", () => Fact("llama")), ("general.name", () => Fact("random weights")), ("general.file_type", () => Fact(7u)), ("general.quantization_version", () => Fact(2u)),
            ("llama.context_length", () => Fact((uint)shape.Context)), ("llama.embedding_length", () => Fact((uint)shape.Hidden)), ("llama.block_count", () => Fact((uint)shape.Layers)),
            ("llama.feed_forward_length", () => Fact((uint)shape.Inner)), ("llama.attention.head_count", () => Fact((uint)shape.Heads)), ("llama.attention.head_count_kv", () => Fact((uint)shape.KvHeads)),
            ("llama.attention.layer_norm_rms_epsilon", () => Fact(LlamaShape.Epsilon)), ("llama.rope.freq_base", () => Fact((float)shape.Theta)), ("llama.rope.dimension_count", () => Fact((uint)shape.HeadSize)),
            ("llama.vocab_size", () => Fact((uint)shape.Vocabulary)), ("tokenizer.ggml.model", () => Fact("gpt2")), ("tokenizer.ggml.pre", () => Fact("gpt-2")),
            ("tokenizer.ggml.tokens", () => Facts(words.Tokens)), ("tokenizer.ggml.merges", () => Facts(words.Merges)), ("tokenizer.ggml.token_type", () => Facts(words.Tokens.Select((_, i) => i == words.EndId ? 3 : 1))),
            ("tokenizer.ggml.bos_token_id", () => Fact((uint)words.EndId)), ("tokenizer.ggml.eos_token_id", () => Fact((uint)words.EndId)), ("tokenizer.ggml.add_bos_token", () => Fact(false)),
        ];
        _file.Write("GGUF"u8);
        _file.Write(3);
        _file.Write((long)tensors);
        _file.Write((long)facts.Length);
        foreach (var (key, value) in facts)
        {
            Text(key);
            value();
        }
    }

    /// <param name="heads">Of queries and keys, whose rows llama.cpp wants as neighbours where others pair the halves of a head.</param>
    private void Matrix(float[] values, int rows, int width, int heads)
    {
        var row = new byte[width / Block * (Block + 2)];
        var size = heads == 0 ? 0 : rows / heads;
        for (var r = 0; r < rows; r++)
        {
            var from = heads == 0 ? r : r / size * size + r % size / 2 + r % 2 * (size / 2);
            for (var block = 0; block < width / Block; block++)
            {
                var part = values.AsSpan(from * width + block * Block, Block);
                var scale = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(part)) / 127;
                var to = row.AsSpan(block * (Block + 2), Block + 2);
                System.Buffers.Binary.BinaryPrimitives.WriteHalfLittleEndian(to, (Half)scale);
                for (var i = 0; i < Block; i++) to[2 + i] = (byte)(sbyte)MathF.Round(scale == 0 ? 0 : part[i] / scale);
            }
            _file.Write(row);
        }
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _file.Write((long)bytes.Length);
        _file.Write(bytes);
    }

    private void Fact(string value)
    {
        _file.Write(TextFact);
        Text(value);
    }

    private void Fact(uint value)
    {
        _file.Write(UInt32Fact);
        _file.Write(value);
    }

    private void Fact(float value)
    {
        _file.Write(Float32Fact);
        _file.Write(value);
    }

    private void Fact(bool value)
    {
        _file.Write(BoolFact);
        _file.Write(value);
    }

    private void Facts(IReadOnlyCollection<string> values)
    {
        _file.Write(ArrayFact);
        _file.Write(TextFact);
        _file.Write((long)values.Count);
        foreach (var value in values) Text(value);
    }

    private void Facts(IEnumerable<int> values)
    {
        var all = values.ToArray();
        _file.Write(ArrayFact);
        _file.Write(Int32Fact);
        _file.Write((long)all.Length);
        foreach (var value in all) _file.Write(value);
    }

    private void Pad()
    {
        while (_file.BaseStream.Position % Alignment != 0) _file.Write((byte)0);
    }

    private static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
