using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Tests.Onnx;
using MuseSpark.Inference.Tests.Tokenizers;

namespace MuseSpark.Inference.Tests.Text.Embedding;

/// <summary>A folder as sentence-transformers publish theirs, of one layer of attention with random weights, in a temporary place.</summary>
public sealed class TinyEncoder : IDisposable
{
    public const int Width = 16, Positions = 96;

    // With what stands for padding at another place than 0, as in some vocabularies.
    private const int Pad = 4;

    /// <param name="texts">The vocabulary is made of their pieces.</param>
    /// <param name="output">"last_hidden_state", "token_embeddings", or "sentence_embedding": the first token doubled, so that it differs from both.</param>
    public TinyEncoder(IReadOnlyList<string> texts, string output = "last_hidden_state", bool types = true, string? another = null)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(Folder, "onnx"));
        var tokenizer = SmallTokenizers.Make("bert uncased", texts);
        Write("tokenizer.json", tokenizer.ToJsonString());
        Write("tokenizer_config.json", """{ "tokenizer_class": "BertTokenizer", "model_max_length": 1000000000000000019884624838656, "pad_token": "[MASK]" }""");
        Write("config.json", $$"""{ "model_type": "bert", "architectures": ["BertModel"], "max_position_embeddings": {{Positions}}, "pad_token_id": {{Pad}} }""");
        Write("sentence_bert_config.json", $$"""{ "max_seq_length": {{Positions}} }""");
        File.WriteAllBytes(Path.Combine(Folder, "onnx", "model.onnx"), Graph(tokenizer["model"]!["vocab"]!.AsObject().Count, output, types, another));
    }

    public string Folder { get; } = System.IO.Directory.CreateTempSubdirectory("encoder").FullName;

    public void Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    /// <summary>Says how the folder pools, in the files of sentence-transformers.</summary>
    public void Pools(string flags, params string[] modules)
    {
        Write("1_Pooling/config.json", flags);
        Write("modules.json", new JsonArray([.. modules.Select(module => new JsonObject { ["type"] = "sentence_transformers.models." + module })]).ToJsonString());
    }

    public void Dispose() => System.IO.Directory.Delete(Folder, recursive: true);

    /// <summary>b texts of s tokens.</summary>
    private static byte[] Graph(int vocabulary, string output, bool types, string? another)
    {
        var (w, random) = (new OnnxWriter(), new SeededRandom(7));
        string Op(string type, params string[] inputs) => w.Node(type, inputs);
        string Matrix(int rows) => w.Constant([.. Enumerable.Range(0, rows * Width).Select(_ => (float)random.NextDouble() - 0.5f)], rows, Width);

        var ids = w.Input("input_ids", TensorElementType.Int64, "b", "s");
        var mask = w.Input("attention_mask", TensorElementType.Int64, "b", "s");
        var places = Op("Sub", w.Node("CumSum", [Op("Abs", Op("Add", Op("Mul", ids, w.Constant([0L], 1)), w.Constant([1L], 1))), w.Constant([1L])]), w.Constant([1L], 1));
        var x = Op("Add", Op("Gather", Matrix(vocabulary), ids), Op("Gather", Matrix(Positions), places));
        if (types) x = Op("Add", x, Op("Gather", Matrix(2), w.Input("token_type_ids", TensorElementType.Int64, "b", "s")));
        if (another is not null) x = Op("Add", x, Op("Gather", Matrix(2), w.Input(another, TensorElementType.Int64, "b", "s")));
        var hidden = Op("Mul", w.Node("Cast", [Op("Sub", Op("Unsqueeze", mask, w.Constant([1L], 1)), w.Constant([1L], 1))], ("to", (long)TensorElementType.Float)), w.Constant([1e9f], 1));
        var scores = Op("Add", Op("MatMul", Op("MatMul", x, Matrix(Width)), w.Node("Transpose", [Op("MatMul", x, Matrix(Width))], ("perm", new long[] { 0, 2, 1 }))), hidden);
        x = Op("Add", x, Op("MatMul", w.Node("Softmax", [scores], ("axis", -1L)), Op("MatMul", x, Matrix(Width))));
        if (output == "sentence_embedding")
            w.Output(output, Op("Gather", w.Node("Transpose", [Op("Add", x, x)], ("perm", new long[] { 1, 0, 2 })), w.Constant([0L])), TensorElementType.Float, "b", Width);
        else w.Output(output, x, TensorElementType.Float, "b", "s", Width);
        return w.ToModel();
    }
}
