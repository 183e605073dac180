using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text.ChatTemplates;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text;

/// <summary>
/// Writes a request down as the token ids that a model was trained to go on from. Control tokens of the form or chat template are parsed;
/// a person's words are put between them as data, so they can't end their own turn or open somebody else's.
/// </summary>
/// <param name="chat">How conversations are written, or null for a model that just goes on with a text.</param>
/// <param name="limit">Most tokens a prompt may have.</param>
internal sealed class PromptWriter(Tokenizer tokenizer, ModelManifest manifest, ChatTemplate? chat, int limit)
{
    /// <exception cref="ModelException">
    /// The prompt is empty or longer than the model reads. A chat is never too long: its oldest part is left out instead.
    /// </exception>
    public List<int> Write(TextRequest request) => Checked(
        FormOf(request) is { } form ? WriteForm(form, request)
        : chat is not null ? WriteChat(chat, request)[0]
        : WriteOn(request));

    /// <summary>The prompt, and the same without the person's words; null where nothing would be left, or what was said before would.</summary>
    /// <remarks>Both are told the same of what was said before, so that they differ in the words alone.</remarks>
    /// <inheritdoc cref="Write"/>
    public (List<int> With, List<int> Without)? WriteBoth(TextRequest request)
    {
        if (request.Kind == "chat") return null;
        List<int>[] both = FormOf(request) is { } form ? [WriteForm(form, request), WriteForm(form, request, withoutWords: true)]
            : chat is not null ? WriteChat(chat, request, request with { Prompt = "" })
            : [WriteOn(request), [.. tokenizer.Frame.Before]];
        return both[1].Count == 0 ? null : (Checked(both[0]), Checked(both[1]));
    }

    private List<int> Checked(List<int> ids)
    {
        if (ids.Count == 0) throw new ModelException("The prompt is empty. Write a few words for the model to go on from.");
        if (ids.Count > limit)
            throw new ModelException($"The prompt is {ids.Count} tokens long, but {manifest.Name} reads at most {limit}. Shorten it.");
        return ids;
    }

    private string? FormOf(TextRequest request) => manifest.FormOf(request.Kind, request.Length, request.Tone);

    private List<int> WriteForm(string form, TextRequest request, bool withoutWords = false)
    {
        // A model that was not taught wishes goes on by itself, drawn to the words of the wish alone.
        var takesWish = form.Contains(ModelManifest.WishPlace, StringComparison.Ordinal);
        form = form.Replace(ModelManifest.WishPlace, "", StringComparison.Ordinal);
        var place = form.IndexOf(ModelManifest.PromptPlace, StringComparison.Ordinal);
        var before = tokenizer.EncodeTemplate(form[..place]);
        var after = tokenizer.EncodeTemplate(form[(place + ModelManifest.PromptPlace.Length)..]);
        var most = limit - before.Count - after.Count;
        var words = request.Kind == "continue" && request.Earlier.Count > 0 ? WordsToGoOnFrom(request, most / 2, withoutWords || !takesWish) : withoutWords ? [] : tokenizer.Encode(request.Prompt);
        if (request.Kind == "chat") words = Newest(words, most);
        return [.. before, .. words, .. after];
    }

    /// <summary>What was told so far, as many of its last paragraphs as half of the room holds, and then what is to happen.</summary>
    /// <param name="most">Half of the room, in tokens; the other half is for what is written.</param>
    /// <param name="withoutWish">Leaves out the wish alone: the story is told from the same paragraph.</param>
    private List<int> WordsToGoOnFrom(TextRequest request, int most, bool withoutWish = false)
    {
        var told = request.Earlier.Where(t => t.Role == TextRole.Assistant).SelectMany(t => t.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)).ToArray();
        if (told.Length == 0) return tokenizer.Encode(request.Prompt);
        var wish = tokenizer.Encode(ModelManifest.WishOf(request.Prompt));
        // A long wish leaves the story a quarter of the room.
        var room = Math.Max(most - wish.Count, most / 2);
        var (first, left) = (told.Length - 1, room - tokenizer.Encode(told[^1]).Count);
        while (first > 0 && tokenizer.Encode($"{told[first - 1]}\n\n").Count is var more && more <= left) (first, left) = (first - 1, left - more);
        var story = Newest(tokenizer.Encode(string.Join("\n\n", told[first..])), room);
        return withoutWish ? story : [.. story, .. wish];
    }

    /// <summary>A model that just goes on with a text gets what its tokenizer puts before one, such as a begin mark.</summary>
    private List<int> WriteOn(TextRequest request)
    {
        var before = tokenizer.Frame.Before;
        var words = request.Kind == "continue" ? WordsToGoOnFrom(request, (limit - before.Count) / 2) : tokenizer.Encode(request.Prompt);
        if (words.Count == 0) return [];
        return [.. before, .. request.Kind == "chat" ? Newest(words, limit - before.Count) : words];
    }

    /// <summary>One request with several prompts, all after the same earlier turns: as many of the last ones as the longest has room for.</summary>
    private List<int>[] WriteChat(ChatTemplate chat, params TextRequest[] requests)
    {
        var request = requests[0];
        TextTurn[] asked = [.. requests.Select(r => new TextTurn(TextRole.User, Instructions.For(r)))];
        if (request.Kind is not ("chat" or "continue")) return [.. asked.Select(turn => Encode(chat, [turn]))];

        TextTurn[] system = [.. request.Earlier.Where(t => t.Role == TextRole.System).Take(1)];
        TextTurn[] earlier = [.. request.Earlier.Where(t => t.Role != TextRole.System)];
        // A conversation that is shortened still begins with a person.
        int[] starts = [.. Enumerable.Range(0, earlier.Length).Where(i => i == 0 || earlier[i].Role == TextRole.User), earlier.Length];
        List<int>[] From(int start) => [.. asked.Select(turn => Encode(chat, [.. system, .. earlier[start..], turn]))];
        // Of a story the next part is to be as long as the last ones.
        var most = request.Kind == "chat" ? limit : limit / 2;
        int low = 0, high = starts.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (From(starts[middle]).All(ids => ids.Count <= most)) high = middle;
            else low = middle + 1;
        }
        var written = From(starts[low]);
        return written[0].Count <= limit || request.Kind != "chat" ? written : [WriteNewest(chat, system, asked[0].Text, written[0].Count)];
    }

    /// <summary>A single message that is too long loses its oldest part.</summary>
    private List<int> WriteNewest(ChatTemplate chat, TextTurn[] system, string prompt, int count)
    {
        var words = tokenizer.Encode(prompt);
        List<int> ids;
        do
        {
            words = Newest(words, words.Count - (count - limit));
            // The cut may go through a character.
            var text = tokenizer.Decode(words).TrimStart('\uFFFD');
            ids = Encode(chat, [.. system, new TextTurn(TextRole.User, text)]);
            count = ids.Count;
        }
        while (count > limit && words.Count > 0);
        return ids;
    }

    private List<int> Encode(ChatTemplate chat, IReadOnlyList<TextTurn> turns)
    {
        try
        {
            return tokenizer.Encode(chat.Render(Messages(turns), null, addGenerationPrompt: true));
        }
        catch (ModelException e) when (e.InnerException is TemplateFault { Refused: true } && Plain(turns) is { } plain && !plain.SequenceEqual(turns))
        {
            return tokenizer.Encode(chat.Render(Messages(plain), null, addGenerationPrompt: true));
        }
    }

    /// <summary>The same conversation for models that know no system turn or want turns to alternate: what belongs together becomes one turn.</summary>
    private static List<TextTurn> Plain(IReadOnlyList<TextTurn> turns)
    {
        var plain = new List<TextTurn>();
        foreach (var turn in turns)
        {
            var role = turn.Role == TextRole.Assistant ? TextRole.Assistant : TextRole.User;
            if (plain is [.., var last] && last.Role == role) plain[^1] = last with { Text = $"{last.Text}\n\n{turn.Text}" };
            else plain.Add(turn with { Role = role });
        }
        return plain;
    }

    private static List<object?> Messages(IReadOnlyList<TextTurn> turns) => [.. turns.Select(turn => new TemplateMap
    {
        // One of three words, and part of a control token in some templates.
        ["role"] = MarkedText.Trusted(turn.Role.ToString().ToLowerInvariant()),
        ["content"] = MarkedText.Words(turn.Text),
    })];

    private static List<int> Newest(List<int> ids, int count) => ids.Count <= count ? ids : ids[^Math.Max(count, 0)..];
}
