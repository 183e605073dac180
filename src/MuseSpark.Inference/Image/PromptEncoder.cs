using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Image;

/// <summary>What the denoiser is told of the prompts.</summary>
/// <param name="Values">(Batch, Length, Width)</param>
/// <param name="Pooled">(Batch, PooledWidth); empty where there is none.</param>
internal sealed record EncodedPrompts(float[] Values, int Batch, int Length, int Width, float[] Pooled)
{
    public int PooledWidth => Pooled.Length / Batch;
}

/// <summary>
/// All text encoders of a model. One alone gives its last states. Two CLIPs give their states before the last layer side by side, and the
/// second the whole prompt as a vector (Podell et al. 2023, section 2.1). A transformer of flows gets both vectors, and below the states
/// of both, filled up with zeros to its width, those of a T5 (Esser et al. 2024, section 4).
/// </summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class PromptEncoder : IDisposable
{
    internal const int LongestT5 = 256;

    private const int LongestClip = 1024, RowsWithoutT5 = 77;

    private readonly IReadOnlyList<TextEncoder> _clips;
    private readonly TextEncoder? _t5;
    private readonly int? _joined;
    private readonly bool _emptyIsZero;

    private PromptEncoder(IReadOnlyList<TextEncoder> clips, TextEncoder? t5, int? joined, bool emptyIsZero) =>
        (_clips, _t5, _joined, _emptyIsZero) = (clips, t5, joined, emptyIsZero);

    /// <param name="joined">The width that a transformer of flows wants words in; null for other denoisers.</param>
    /// <param name="emptyIsZero">Whether no unwanted words at all are zeros instead of an encoded empty text.</param>
    /// <exception cref="ModelException">A file is missing, damaged, or has the wrong tensors.</exception>
    public static PromptEncoder Open(PictureFolder folder, int? joined, bool emptyIsZero, OnnxOptions options)
    {
        var opened = new List<TextEncoder>();
        TextEncoder Add(string number, bool lastButOne, int most)
        {
            opened.Add(TextEncoder.Open(folder.Part("tokenizer" + number), folder.Require("text_encoder" + number), options, lastButOne, most));
            return opened[^1];
        }
        try
        {
            var two = folder.Has("text_encoder_2");
            IReadOnlyList<TextEncoder> clips = two ? [Add("", true, LongestClip), Add("_2", true, LongestClip)] : [Add("", false, LongestClip)];
            var t5 = joined is not null && folder.Has("text_encoder_3") ? Add("_3", false, LongestT5) : null;
            return new PromptEncoder(clips, t5, joined, emptyIsZero);
        }
        catch
        {
            foreach (var encoder in opened) encoder.Dispose();
            throw;
        }
    }

    /// <summary>How much of a prompt is read: by the encoder that reads the most.</summary>
    public TokenisedPrompt Read(string prompt) => _clips.Append(_t5).OfType<TextEncoder>().Select(encoder => encoder.Read(prompt)).MaxBy(read => read.Room)!;

    /// <param name="unwanted">Comes first in the batch; null: there is no such row.</param>
    public EncodedPrompts Encode(string prompt, string? unwanted, CancellationToken cancellationToken)
    {
        var (states, pooled, width) = One(prompt, cancellationToken);
        if (unwanted is null) return new EncodedPrompts(states, 1, states.Length / width, width, pooled);
        var (first, firstPooled, _) = unwanted.Length == 0 && _emptyIsZero ? (new float[states.Length], new float[pooled.Length], width) : One(unwanted, cancellationToken);
        return new EncodedPrompts([.. first, .. states], 2, states.Length / width, width, [.. firstPooled, .. pooled]);
    }

    public void Dispose()
    {
        foreach (var encoder in _clips) encoder.Dispose();
        _t5?.Dispose();
    }

    private (float[] States, float[] Pooled, int Width) One(string prompt, CancellationToken cancellationToken)
    {
        EncodedText[] texts = [.. _clips.Select(clip => clip.Encode(prompt, cancellationToken))];
        if (texts is [var alone] && _joined is null) return (alone.States, alone.Pooled ?? [], alone.Width);

        var length = texts[0].Length;
        if (texts.Any(text => text.Length != length)) throw new ModelException("The text encoders of this model read prompts of different lengths.");
        var side = texts.Sum(text => text.Width);
        var t5 = _t5?.Encode(prompt, cancellationToken);
        var width = _joined ?? side;
        if (side > width || t5 is not null && t5.Width != width)
            throw new ModelException($"The text encoders give {side} and {t5?.Width ?? width} numbers a token, but the denoiser takes {width}.");
        var states = new float[(length + (_joined is null ? 0 : t5?.Length ?? RowsWithoutT5)) * width]; // (L, width)
        var from = 0;
        foreach (var text in texts)
        {
            for (var row = 0; row < length; row++) text.States.AsSpan(row * text.Width, text.Width).CopyTo(states.AsSpan(row * width + from));
            from += text.Width;
        }
        t5?.States.CopyTo(states, length * width);
        return (states, _joined is null ? texts[^1].Pooled ?? [] : [.. texts.SelectMany(text => text.Pooled ?? [])], width);
    }
}
