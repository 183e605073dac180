using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Text.Embedding;

/// <summary>How the numbers of a text's tokens become those of the text.</summary>
public enum Pooling
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Those of the first token, which stands for the whole in models that were trained so (BGE, GTE).</summary>
    First,
}

/// <summary>What the files of a folder in the layout of sentence-transformers say that embedding needs.</summary>
/// <param name="MostTokens">Most tokens that are read of a text, those around it included.</param>
/// <param name="PadId">What fills up shorter lines; the mask keeps it from counting.</param>
/// <param name="Pooling">Null where the folder doesn't say.</param>
/// <param name="Unit">Whether embeddings are brought to length 1.</param>
/// <param name="Beyond">A step after pooling that is known only inside of a graph, or null.</param>
internal sealed record EmbedderConfig(int MostTokens, int PadId, Pooling? Pooling, bool Unit, string? Beyond)
{
    // Of models that know positions relative to each other there is no end, only what they were trained on: T5 and its kin.
    private const int UsualTokens = 512, MostEver = 1 << 15;

    private sealed record ModelFile(string? ModelType, int? MaxPositionEmbeddings, int? PadTokenId);

    private sealed record LengthFile(int? MaxSeqLength);

    /// <param name="ModelMaxLength">A huge number where nobody chose one.</param>
    private sealed record TokenizerFile(double? ModelMaxLength);

    private sealed record ModuleFile(string? Type);

    /// <param name="PoolingMode">What newer versions write instead of the flags.</param>
    private sealed record PoolingFile(
        string? PoolingMode, bool PoolingModeClsToken, bool PoolingModeMeanTokens, bool PoolingModeMaxTokens,
        bool PoolingModeMeanSqrtLenTokens, bool PoolingModeWeightedmeanTokens, bool PoolingModeLasttoken)
    {
        public bool IsOther => PoolingModeMaxTokens || PoolingModeMeanSqrtLenTokens || PoolingModeWeightedmeanTokens || PoolingModeLasttoken;
    }

    /// <exception cref="ModelException">A file is missing or damaged, or asks for what is not known here.</exception>
    public static EmbedderConfig Read(string folder)
    {
        var model = Read<ModelFile>(folder, "config.json");
        var pad = model.PadTokenId ?? 0;
        // Their positions begin after the number of the padding token.
        var positions = model.ModelType is "roberta" or "xlm-roberta" or "camembert" or "mpnet" ? model.MaxPositionEmbeddings - pad - 1 : model.MaxPositionEmbeddings;
        double[] lengths = [.. new[] { positions, Optional<LengthFile>(folder, "sentence_bert_config.json")?.MaxSeqLength, Optional<TokenizerFile>(folder, "tokenizer_config.json")?.ModelMaxLength }
            .OfType<double>().Where(length => length <= MostEver)];
        var most = lengths.DefaultIfEmpty(UsualTokens).Min();
        if (most < 4 || pad < 0) throw new ModelException("The model's configuration gives no usable length of texts or padding token.");

        var modules = (Optional<ModuleFile[]>(folder, "modules.json") ?? []).Select(module => module.Type?.Split('.')[^1] ?? "").ToList();
        return new EmbedderConfig(
            (int)most, pad, PoolingOf(Optional<PoolingFile>(folder, "1_Pooling", "config.json")),
            modules.Count == 0 || modules.Contains("Normalize"), modules.FirstOrDefault(type => type is not ("Transformer" or "Pooling" or "Normalize")));
    }

    private static Pooling? PoolingOf(PoolingFile? file) => (file?.PoolingMode, file?.PoolingModeMeanTokens, file?.PoolingModeClsToken, file?.IsOther) switch
    {
        (null, null, null, null) => null,
        ("mean", _, _, _) or (null, true, false, false) => Embedding.Pooling.Mean,
        ("cls", _, _, _) or (null, false, true, false) => Embedding.Pooling.First,
        _ => throw new ModelException("This model pools its tokens in a way that is not known here; known are the mean and the first token."),
    };

    private static T Read<T>(params string[] path) => JsonFile.Read<T>(Path.Combine(path));

    private static T? Optional<T>(params string[] path) where T : class => File.Exists(Path.Combine(path)) ? Read<T>(path) : null;
}
