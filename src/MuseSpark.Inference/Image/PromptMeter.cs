using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>Tells how long a prompt is for a picture model, by its tokenizers alone: no graph is opened.</summary>
/// <remarks>Immutable and safe for concurrent calls.</remarks>
public sealed class PromptMeter
{
    private readonly IReadOnlyList<PromptTokenizer> _tokenizers;
    private readonly PromptWords? _words;

    private PromptMeter(IReadOnlyList<PromptTokenizer> tokenizers, PromptWords? words) => (_tokenizers, _words) = (tokenizers, words);

    /// <param name="path">A folder in the diffusers layout.</param>
    /// <exception cref="ModelException">A tokenizer is missing, damaged, or of a kind not supported.</exception>
    public static PromptMeter Open(string path, ModelManifest manifest)
    {
        var folder = new PictureFolder(path, manifest);
        var tokenizers = new List<PromptTokenizer> { PromptTokenizer.Open(folder.Part("tokenizer")) };
        if (folder.Has("text_encoder_2")) tokenizers.Add(PromptTokenizer.Open(folder.Part("tokenizer_2")));
        if (folder.Has("text_encoder_3")) tokenizers.Add(PromptTokenizer.Open(folder.Part("tokenizer_3"), PromptEncoder.LongestT5));
        return new PromptMeter(tokenizers, PromptWords.Open(path, manifest));
    }

    /// <summary>By the encoder that reads the most, after words that the model was not taught are replaced or left out.</summary>
    public PromptLength Measure(string prompt)
    {
        var read = _words?.Read(prompt).Text ?? prompt;
        var longest = _tokenizers.Select(tokenizer => tokenizer.Encode(read)).MaxBy(tokenised => tokenised.Room)!;
        return new PromptLength(longest.Count, longest.Room, longest.LeftOut);
    }
}

/// <param name="Tokens">Of the whole prompt.</param>
/// <param name="Room">How many the model reads.</param>
/// <param name="LeftOut">The words that it doesn't; empty if it reads all.</param>
public sealed record PromptLength(int Tokens, int Room, string LeftOut);
