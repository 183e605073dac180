using System.Text;

namespace MuseSpark.Inference.Image;

/// <summary>Leaves out of a prompt what the model can't draw, with the small words that belong to it: "a fox in a red submarine" becomes "a fox".</summary>
internal static class PromptTrimmer
{
    /// <summary>How many words may describe a thing.</summary>
    private const int MaxDescription = 4;

    private static readonly HashSet<string> Articles = ["a", "an", "the", "some", "his", "her", "its", "their", "my", "your", "our", "this", "that", "every", "one", "two", "three"];

    /// <summary>Words that tie a thing to what stands before it.</summary>
    private static readonly HashSet<string> Ties =
    [
        "and", "or", "with", "in", "on", "at", "by", "of", "for", "to", "from", "into", "onto", "near", "next", "front", "top", "under", "over", "beside", "behind", "below", "above",
        "inside", "outside", "among", "between", "across", "through", "along", "around", "against", "like", "holding", "carrying", "wearing", "riding",
    ];

    // These say nothing once what stood before them is gone.
    private static readonly HashSet<string> Joints = ["and", "or", "of", "with"];

    /// <summary>Marks unknown words that must be things as <see cref="PromptKind.Undrawn"/>, and gives the text without those.</summary>
    public static string Trim(List<PromptPart> parts)
    {
        for (var i = 0; i < parts.Count; i++)
            if (IsUnknownThing(parts, i)) parts[i] = parts[i] with { Kind = PromptKind.Undrawn };

        var left = new bool[parts.Count];
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Kind != PromptKind.Undrawn) continue;
            left[i] = true;
            // In "a pirate ship" the unknown word only describes the ship.
            if (i + 1 < parts.Count && parts[i + 1] is { IsDrawn: true, First.AfterBreak: false }) continue;
            var start = StartOfPhrase(parts, i);
            while (start > 0 && !parts[start].First.AfterBreak && Ties.Contains(parts[start - 1].Text) && !left[start - 1]) start--;
            for (var j = start; j < i; j++) left[j] = true;
        }
        return Join(parts, left);
    }

    /// <summary>A word in no list is a thing if it has an article and nothing follows that it could describe.</summary>
    private static bool IsUnknownThing(List<PromptPart> parts, int i)
    {
        if (parts[i].Kind != PromptKind.Unknown || !char.IsLetter(parts[i].Said[0]) || parts[i].Said.EndsWith("ing", StringComparison.Ordinal)) return false;
        if (i + 1 < parts.Count && !parts[i + 1].First.AfterBreak && !Ties.Contains(parts[i + 1].Text)) return false;
        return HasArticle(i) || (i > 0 && parts[i - 1].Kind == PromptKind.Word && !parts[i].First.AfterBreak && HasArticle(i - 1));

        bool HasArticle(int at) => at > 0 && !parts[at].First.AfterBreak && Articles.Contains(parts[at - 1].Text);
    }

    /// <summary>Goes back over what describes a thing to its article.</summary>
    private static int StartOfPhrase(List<PromptPart> parts, int thing)
    {
        for (var at = thing; at > 0 && at > thing - MaxDescription && !parts[at].First.AfterBreak; at--)
        {
            var before = parts[at - 1];
            if (Articles.Contains(before.Text)) return at - 1;
            if (Ties.Contains(before.Text)) return at;
            if (before.IsDrawn || before.Kind == PromptKind.Undrawn) break;
        }
        return thing;
    }

    private static string Join(List<PromptPart> parts, bool[] left)
    {
        var text = new StringBuilder();
        var broken = false;
        for (var i = 0; i < parts.Count; i++)
        {
            broken |= parts[i].First.AfterBreak;
            if (left[i] || (text.Length == 0 && i > 0 && Joints.Contains(parts[i].Text))) continue;
            var word = parts[i].Text;
            if (word is "a" or "an" && i + 1 < parts.Count && parts[i + 1].Kind == PromptKind.StandIn) word = Article(parts[i + 1].Text);
            if (text.Length > 0) text.Append(broken ? ", " : " ");
            text.Append(word);
            broken = false;
        }
        return text.ToString();
    }

    internal static string Article(string word) =>
        "aeiou".Contains(word[0], StringComparison.Ordinal) && !word.StartsWith("uni", StringComparison.Ordinal) && !word.StartsWith("ufo", StringComparison.Ordinal) ? "an" : "a";
}
