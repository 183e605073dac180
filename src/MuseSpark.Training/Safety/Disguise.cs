using System.Text;
using MuseSpark.Inference;

namespace MuseSpark.Training.Safety;

/// <summary>Spells a text as people do who don't want a filter to know its words.</summary>
internal static class Disguise
{
    private static readonly (char Plain, string Signs)[] Signs =
        [('a', "4@а*"), ('e', "3еé*"), ('i', "1!і*"), ('o', "0оö"), ('s', "5$ѕ"), ('t', "7+т"), ('u', "*vü"), ('c', "с("), ('k', "кκ"), ('y', "у"), ('h', "һ"), ('g', "9")];

    public static string Apply(string text, SeededRandom random)
    {
        var words = text.Split(' ');
        for (var w = 0; w < words.Length; w++)
            if (words[w].Length > 2 && random.NextDouble() < 0.5) words[w] = Word(words[w], random);
        return string.Join(' ', words);
    }

    private static string Word(string word, SeededRandom random)
    {
        switch (random.NextUInt64() % 6)
        {
            case 0: return string.Join(' ', word.ToCharArray());
            case 1: return string.Join(random.NextUInt64() % 2 == 0 ? '.' : '-', word.ToCharArray());
            case 2: return word.Insert(1 + (int)(random.NextUInt64() % (ulong)(word.Length - 1)), "\u200b");
            case 3:
                var held = 1 + (int)(random.NextUInt64() % (ulong)(word.Length - 1));
                return word.Insert(held, new string(word[held], 3));
            default:
                var spelled = new StringBuilder(word);
                for (var i = 0; i < word.Length; i++)
                    foreach (var (plain, signs) in Signs)
                        if (char.ToLowerInvariant(word[i]) == plain && random.NextDouble() < 0.6) spelled[i] = signs[(int)(random.NextUInt64() % (ulong)signs.Length)];
                return spelled.ToString();
        }
    }
}
