using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text.Architectures;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text;

/// <summary>
/// Writes a request down as the token ids that a model was trained to go on from. Special tokens of the form are parsed;
/// a person's words are put between them as data, so they can't end their own turn or open somebody else's.
/// </summary>
/// <param name="limit">Most tokens a prompt may have.</param>
internal sealed class PromptWriter(Tokenizer tokenizer, ModelManifest manifest, TextArchitecture architecture, int limit)
{
    private const string PromptPlace = "{prompt}", RolePlace = "{role}", TextPlace = "{text}";

    /// <exception cref="ModelException">
    /// The prompt is empty or longer than the model reads. A chat is never too long: its oldest part is left out instead.
    /// </exception>
    public List<int> Write(TextRequest request)
    {
        var ids = manifest.Prompts.TryGetValue(request.Kind, out var form) ? WriteForm(form, request)
            : architecture.Chat is { } chat ? WriteChat(chat, request)
            : WriteForm(PromptPlace, request);
        if (ids.Count == 0) throw new ModelException("The prompt is empty. Write a few words for the model to go on from.");
        if (ids.Count > limit)
            throw new ModelException($"The prompt is {ids.Count} tokens long, but {manifest.Name} reads at most {limit}. Shorten it.");
        return ids;
    }

    private List<int> WriteForm(string form, TextRequest request)
    {
        var place = form.IndexOf(PromptPlace, StringComparison.Ordinal);
        var before = tokenizer.EncodeTemplate(form[..place]);
        var after = tokenizer.EncodeTemplate(form[(place + PromptPlace.Length)..]);
        var words = tokenizer.Encode(request.Prompt);
        if (request.Kind == "chat") words = Newest(words, limit - before.Count - after.Count);
        return [.. before, .. words, .. after];
    }

    private List<int> WriteChat(ChatFormat chat, TextRequest request)
    {
        var begin = tokenizer.EncodeTemplate(chat.Begin);
        var answer = tokenizer.EncodeTemplate(chat.Answer);
        var earlier = request.Kind == "chat" ? request.Earlier : [];
        var systemText = earlier.FirstOrDefault(t => t.Role == TextRole.System)?.Text ?? chat.System;
        var system = systemText is null ? [] : WriteTurn(chat, TextRole.System, tokenizer.Encode(systemText));
        var words = tokenizer.Encode(Instructions.For(request.Kind, request.Prompt));
        var frame = WriteTurn(chat, TextRole.User, []).Count + begin.Count + answer.Count + system.Count;
        if (request.Kind == "chat") words = Newest(words, limit - frame);
        var room = limit - frame - words.Count;

        var turns = new List<List<int>>();
        foreach (var turn in earlier.Where(t => t.Role != TextRole.System).Reverse())
        {
            var ids = WriteTurn(chat, turn.Role, tokenizer.Encode(turn.Text));
            room -= ids.Count;
            if (room < 0) break;
            turns.Insert(0, ids);
        }
        return [.. begin, .. system, .. turns.SelectMany(ids => ids), .. WriteTurn(chat, TextRole.User, words), .. answer];
    }

    private List<int> WriteTurn(ChatFormat chat, TextRole role, List<int> words)
    {
        var turn = chat.Turn.Replace(RolePlace, role.ToString().ToLowerInvariant(), StringComparison.Ordinal);
        var place = turn.IndexOf(TextPlace, StringComparison.Ordinal);
        return [.. tokenizer.EncodeTemplate(turn[..place]), .. words, .. tokenizer.EncodeTemplate(turn[(place + TextPlace.Length)..])];
    }

    private static List<int> Newest(List<int> ids, int count) => ids.Count <= count ? ids : ids[^Math.Max(count, 0)..];
}
