using System.Runtime.CompilerServices;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>Writes what a test tells it to, so that a test can stop it in the middle of a word.</summary>
public sealed class ScriptedTextModel : ITextModel
{
    public ModelManifest Manifest { get; init; } = new()
    {
        Languages = ["en"],
        Id = "scripted-text",
        Name = "Scripted text",
        Kind = "text",
        Architecture = "scripted",
        Version = "1",
        Licence = "Apache-2.0",
        Files = new Dictionary<string, string> { ["tokenizer.json"] = new('a', 64) },
        Kinds = ["story", "poem", "ideas", "chat"],
        Defaults = new ModelDefaults { MaxTokens = 50, Temperature = 0.5f },
        Prompts = new Dictionary<string, string> { ["story"] = "<|story|>{controls}{prompt}<|text|>", ["ideas"] = "<|ideas|>{prompt}<|text|>" },
        Controls = new Dictionary<string, string> { ["long"] = "<|long|>", ["funny"] = "<|funny|>" },
    };

    public Func<TextRequest, CancellationToken, IAsyncEnumerable<TextPiece>> Script { get; set; } = Tale;

    public IAsyncEnumerable<TextPiece> GenerateAsync(TextRequest request, CancellationToken cancellationToken) => Script(request, cancellationToken);

    /// <summary>A short text that depends on the seed, and a scene line if one is wanted.</summary>
    public static async IAsyncEnumerable<TextPiece> Tale(TextRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var words = $"Seed {request.Seed} tells of {request.Prompt} .".Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new TextPiece(words[i] + " ", TextSection.Body, i + 1);
        }

        if (request.WithScene) yield return new TextPiece("a fox in the snow", TextSection.Scene, words.Length + 4);
        yield return new TextPiece("", TextSection.Body, words.Length + 5, FinishReason.EndOfText);
    }

    /// <summary>Writes "word " until it is cancelled or has written <paramref name="count"/>.</summary>
    public static Func<TextRequest, CancellationToken, IAsyncEnumerable<TextPiece>> Words(int count, TimeSpan pause) => (_, cancellationToken) => Run(count, pause, cancellationToken);

    private static async IAsyncEnumerable<TextPiece> Run(int count, TimeSpan pause, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 1; i <= count; i++)
        {
            if (pause > TimeSpan.Zero) await Task.Delay(pause, cancellationToken);
            yield return new TextPiece($"word{i} ", TextSection.Body, i, i == count ? FinishReason.MaxTokens : null);
        }
    }
}
