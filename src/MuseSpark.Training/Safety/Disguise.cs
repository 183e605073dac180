using System.Text;
using System.Text.RegularExpressions;
using MuseSpark.Inference;

namespace MuseSpark.Training.Safety;

/// <summary>Spells a text as people do who don't want a filter to know its words, and who want other people to.</summary>
internal static partial class Disguise
{
    private const double SameWay = 0.6;
    private const double Touched = 0.55;

    /// <summary>The ways by name. Each takes a word of three letters or more; where it has nothing to change it returns the word.</summary>
    public static IReadOnlyList<(string Name, Func<string, SeededRandom, string> Spell)> Ways { get; } =
    [
        ("digits", (word, random) => Replace(word, "a4e3i1o0s5t7b8g9z2", random)),
        ("signs", (word, random) => Replace(word, "a@i!s$l|t+c(e€o°", random)),
        ("lookalikes", (word, random) => Replace(word, "aаeеoоpрcсyуxхiіsѕjјhһAАBВEЕKКMМHНOОPРCСTТXХ", random)),
        ("apart", Apart),
        ("unseen", Unseen),
        ("styled", Styled),
        ("marked", Marked),
        ("held down", HeldDown),
        ("no vowels", (word, random) => word[0] + InnerVowel().Replace(word[1..], "")),
        ("starred", Starred),
        ("swapped", Swapped),
        ("by ear", ByEar),
        ("wavering case", (word, random) => string.Concat(word.Select((c, i) => i % 2 == 0 ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))),
    ];

    /// <summary>
    /// The text with about half of its words in disguise and all else as it was. Most people keep to one way, so most texts do.
    /// A text without a word of three letters comes back as it is.
    /// </summary>
    public static string Apply(string text, SeededRandom random)
    {
        var words = Word().Count(text);
        if (words == 0) return text;
        var way = random.NextDouble() < SameWay ? Below(Ways.Count, random) : (int?)null;
        var certain = Below(words, random);
        var at = 0;
        return Word().Replace(text, match =>
        {
            if (at++ != certain && random.NextDouble() >= Touched) return match.Value;
            var spelled = Ways[way ?? Below(Ways.Count, random)].Spell(match.Value, random);
            return spelled == match.Value ? Unseen(match.Value, random) : spelled;
        });
    }

    /// <summary>Letters become what stands after them in the pairs: two times in three, and once at least.</summary>
    private static string Replace(string word, string pairs, SeededRandom random)
    {
        var letters = word.ToCharArray();
        int[] known = [.. Enumerable.Range(0, letters.Length).Where(i => Pair(letters[i]) >= 0)];
        if (known.Length == 0) return word;
        var certain = known[Below(known.Length, random)];
        foreach (var i in known)
            if (i == certain || random.NextDouble() < 2.0 / 3) letters[i] = pairs[Pair(letters[i]) + 1];
        return new string(letters);

        int Pair(char letter)
        {
            for (var i = 0; i < pairs.Length; i += 2)
                if (pairs[i] == letter) return i;
            // Signs have no capitals: one stands for both.
            for (var i = 0; i < pairs.Length; i += 2)
                if (pairs[i] == char.ToLowerInvariant(letter) && !char.IsLetter(pairs[i + 1])) return i;
            return -1;
        }
    }

    private static string Apart(string word, SeededRandom random)
    {
        var between = Pick(" .-_*/ ", random).ToString();
        var cut = 1 + Below(word.Length - 1, random);
        return random.NextDouble() < 0.25 ? word.Insert(cut, between) : string.Join(between, word.ToCharArray());
    }

    /// <summary>Zero width spaces and joiners, soft hyphen, word joiner, byte order mark.</summary>
    private static string Unseen(string word, SeededRandom random)
    {
        var sign = Pick("\u200b\u200c\u200d\u00ad\u2060\ufeff", random).ToString();
        var often = random.NextDouble() < 0.5;
        var first = 1 + Below(word.Length - 1, random);
        return string.Concat(word.Select((c, i) => i == first || (often && i > 0) ? sign + c : c.ToString()));
    }

    /// <summary>Full width, mathematical (bold, italic, Fraktur bold, sans-serif bold, monospace) or circled letters, all of them from a to z in order.</summary>
    private static string Styled(string word, SeededRandom random)
    {
        int[] alphabets = [0xFF41, 0x1D41A, 0x1D482, 0x1D586, 0x1D5EE, 0x1D68A, 0x24D0];
        var first = alphabets[Below(alphabets.Length, random)];
        return string.Concat(word.Select(c => char.ToLowerInvariant(c) is var lower and >= 'a' and <= 'z' ? char.ConvertFromUtf32(first + lower - 'a') : c.ToString()));
    }

    /// <summary>One to three marks over or under each letter, as "zalgo" generators put them.</summary>
    private static string Marked(string word, SeededRandom random)
    {
        var marked = new StringBuilder(word.Length * 3);
        foreach (var letter in word)
        {
            marked.Append(letter);
            for (var n = 1 + Below(3, random); n > 0; n--) marked.Append((char)(0x300 + Below(0x40, random)));
        }
        return marked.ToString();
    }

    private static string HeldDown(string word, SeededRandom random)
    {
        var held = Below(word.Length, random);
        return word.Insert(held, new string(word[held], 2 + Below(4, random)));
    }

    private static string Starred(string word, SeededRandom random)
    {
        var sign = Pick("**#-_", random).ToString();
        var starred = word[0] + InnerVowel().Replace(word[1..^1], sign) + word[^1];
        return starred == word ? word[0] + sign + word[2..] : starred;
    }

    private static string Swapped(string word, SeededRandom random)
    {
        if (word.Length < 4) return word;
        var i = 1 + Below(word.Length - 3, random);
        return word[..i] + word[i + 1] + word[i] + word[(i + 2)..];
    }

    private static string ByEar(string word, SeededRandom random)
    {
        (string From, string To)[] sounds = [("ck", "q"), ("ph", "f"), ("ight", "ite"), ("tion", "shun"), ("you", "u"), ("ing", "in"), ("er", "a"), ("ea", "ee"), ("ee", "ea"), ("k", "c"), ("c", "k"), ("s", "z"), ("x", "ks")];
        var heard = sounds.Where(s => word.Contains(s.From, StringComparison.Ordinal)).ToArray();
        if (heard.Length == 0) return word;
        var (from, to) = heard[Below(heard.Length, random)];
        return word.Replace(from, to, StringComparison.Ordinal);
    }

    private static int Below(int count, SeededRandom random) => (int)(random.NextUInt64() % (ulong)count);

    private static char Pick(string signs, SeededRandom random) => signs[Below(signs.Length, random)];

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();

    [GeneratedRegex("[aeiouäöüáàâéèêíìîóòôúùû]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InnerVowel();
}
