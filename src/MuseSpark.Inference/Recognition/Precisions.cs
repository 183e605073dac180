using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Recognition;

/// <summary>The exports of one graph that lie side by side, told apart by how their names end.</summary>
internal static partial class Precisions
{
    /// <summary>Where a folder has one export only and does not say which it is.</summary>
    public const string Only = "published";

    // As transformers.js names them; the best on a processor first.
    private static readonly (string Suffix, string Name)[] Known =
        [("_quantized", "q8"), ("_int8", "int8"), ("_uint8", "uint8"), ("_q4", "q4"), ("", "fp32"), ("_bnb4", "bnb4"), ("_q4f16", "q4f16"), ("_fp16", "fp16")];

    /// <param name="graph">Path without the suffix and without ".onnx": "onnx/model".</param>
    /// <param name="others">Files that each of them needs, too.</param>
    public static IReadOnlyList<PrecisionChoice> Of(FolderContent content, string graph, IReadOnlyList<string> others) =>
    [
        .. Found(content, graph).Select(known => Choice(content, known.Name, [.. WithData(content, $"{graph}{known.Suffix}.onnx"), .. others])),
    ];

    /// <summary>The exports of a graph that are there.</summary>
    /// <param name="graph">As in <see cref="Of"/>.</param>
    public static IReadOnlyList<(string Suffix, string Name)> Found(FolderContent content, string graph) => [.. Known.Where(known => content.Has($"{graph}{known.Suffix}.onnx"))];

    public static PrecisionChoice Choice(FolderContent content, string name, IReadOnlyList<string> files) =>
        new(name, files, (long)Math.Min(files.Sum(file => (decimal)content.Bytes[file]), long.MaxValue));

    /// <summary>A graph and the files beside it that hold its weights.</summary>
    public static IEnumerable<string> WithData(FolderContent content, string graph) =>
        content.Bytes.Keys.Where(path => path.StartsWith(graph, StringComparison.Ordinal) && Data().IsMatch(path[graph.Length..])).Order(StringComparer.Ordinal).Prepend(graph);

    [GeneratedRegex(@"\A(_data(_[0-9]{1,3})?|\.data)\z")]
    private static partial Regex Data();
}
