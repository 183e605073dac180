using System.Collections.Frozen;
using MuseSpark.Inference.Classification.Reading;

namespace MuseSpark.Inference.Classification;

/// <summary>The words of <see cref="MinorsRule"/>.</summary>
internal static class MinorsWords
{
    /// <summary>Terms that by themselves name such content.</summary>
    public static FrozenSet<string> Unambiguous { get; } = Set("lolicon shotacon lolis jailbait csam pedo-porn childporn kiddieporn pthc preteen-porn toddlercon");

    /// <summary>Sexual in any context.</summary>
    public static FrozenSet<string> Explicit { get; } = Set(
        "porn porno pornography pornographic erotic erotica erotically smut hentai nsfw xxx nude nudes orgasm orgasms masturbate masturbates "
        + "masturbating masturbation blowjob handjob horny aroused arousal cum cumming lewd lewdly topless fetish incest sexy sext sexting "
        + "sexualized sexualised sexualize sexualise threesome lingerie");

    /// <summary>Sexual, but used by teachers, doctors, lawyers and reporters as well.</summary>
    public static FrozenSet<string> Clinical { get; } = Set(
        "sex sexual sexually intercourse rape raped rapes raping molest molested molesting molests penis vagina genitals seduce seduces seduced seducing explicit");

    /// <summary>Words of those who teach, heal, protect and report.</summary>
    public static FrozenSet<string> Protective { get; } = Set(
        "education educate educating teach teaches lesson lessons health healthy doctor nurse puberty biology consent abuse abused "
        + "abuser abusers assault assaulted protect protects protecting protection prevent prevents prevention police law laws arrested arrest "
        + "convicted sentenced charged court trial judge survivor survivors victim victims report reports reported hotline helpline counselor "
        + "counsellor therapist safety safe charity unicef ministry crime crimes census assigned hospital newborn birth");

    private static readonly FrozenSet<string> People = Set(
        "child children childs kid kids minor minors underage preteen preteens toddler toddlers infant infants loli shota schoolgirl schoolgirls schoolboy schoolboys "
        + "teen teens teenage teenager teenagers tween tweens kindergartner kindergartener prepubescent pubescent adolescent adolescents "
        + "kindergarten daughter stepdaughter niece");

    private static readonly FrozenSet<string> Young = Set("little young small");
    private static readonly FrozenSet<string> GirlOrBoy = Set("girl girls boy boys");
    private static readonly FrozenSet<string> Years = Set("year years yr yrs yo y o");
    private static readonly FrozenSet<string> AgeWords = Set("aged age turned i'm im she's shes he's hes");
    private static readonly FrozenSet<string> Being = Set("is was am only just");
    private static readonly FrozenSet<string> Somebody = Set("i she he who girl boy and is was but they sister daughter student pupil");
    private static readonly FrozenSet<string> Units = Set("minutes minute hours hours days weeks months miles km feet meters metres percent times dollars euros people of");

    private static readonly FrozenSet<string> Tens = Set("twenty thirty forty fifty sixty seventy eighty ninety");

    private static readonly FrozenSet<string> Numbers = Set(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen");

    /// <summary>Whether a person under 18 is named at this word.</summary>
    /// <param name="length">Words that say so.</param>
    public static bool IsMinor(IReadOnlyList<Word> words, int at, out int length)
    {
        length = 1;
        var word = words[at].Text;
        if (People.Contains(word)) return true;
        var next = Next(words, at, out var nextIndex);
        if (Young.Contains(word) && GirlOrBoy.Contains(next))
        {
            length = nextIndex - at + 1;
            return true;
        }
        if (!IsAge(word, out var hasUnit) || Tens.Contains(Before(words, at, out _))) return false;
        if (hasUnit) return true;
        if (Years.Contains(next))
        {
            length = nextIndex - at + 1;
            // "For twelve years" is a time, "twelve years old" and "a 12 year old" an age.
            var after = Next(words, nextIndex, out _);
            return next is "yo" or "y" || after is "old" or "o" or "olds";
        }
        var before = Before(words, at, out var beforeIndex);
        return AgeWords.Contains(before) || before == "of" && Before(words, beforeIndex, out _) == "age"
            || Being.Contains(before) && Somebody.Contains(Before(words, beforeIndex, out _)) && !Units.Contains(next);
    }

    private static bool IsAge(string word, out bool hasUnit)
    {
        hasUnit = false;
        if (Numbers.Contains(word)) return true;
        var digits = word.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits == 0 || word.Length > 6) return false;
        hasUnit = digits > 0 && word.AsSpan(digits) is "yo" or "yr" or "yrs" or "yro";
        if (digits > 0 && !hasUnit) return false;
        return int.TryParse(digits < 0 ? word : word.AsSpan(0, digits), out var age) && age is >= 1 and < 18;
    }

    private static string Next(IReadOnlyList<Word> words, int at, out int index)
    {
        for (index = at + 1; index < words.Count; index++)
            if (words[index].Place > words[at].Place) return words[index].Text;
        return "";
    }

    private static string Before(IReadOnlyList<Word> words, int at, out int index)
    {
        for (index = at - 1; index >= 0; index--)
            if (words[index].Place < words[at].Place) return words[index].Text;
        index = 0;
        return "";
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
