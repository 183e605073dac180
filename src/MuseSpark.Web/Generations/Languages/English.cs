using System.Collections.Frozen;

namespace MuseSpark.Web.Generations.Languages;

/// <summary>Whether words are English, told from the small words that no sentence of a language does without. Ten words of a prompt are too few for more.</summary>
public static class English
{
    private static readonly FrozenSet<string> Own = Set("""
        a about after all an and any are as at be because been before but by can could did do does for from get go had has have he her here him his
        how i if in into is it its just like make me more my no not now of on one or our out over she should so some than that the their them then
        there these they this those to too up us want was we were what when where which who why will with would you your
        """);

    /// <summary>Of German, French, Spanish, Italian, Portuguese and Dutch; none that is an English word as well.</summary>
    private static readonly FrozenSet<string> Others = Set("""
        aber auf auch aus bei das dem der des ein eine einem einen einer eines für ich im ist mit nach nicht oder sich sind über und vom von vor wie wird zum zur
        au aux avec ce cette dans elle est et ils je la le les leur mais nous où pas pour qui sa ses sur une votre vous
        con cuando de del dos el ella en es esta este los las muy pero por para que se sobre sus un una uno y yo
        alla che da dal della di e gli ha il lo loro nel nella per più sono su suo
        ao com em não na nas nos o os ou pela pelo seu sua um uma você
        aan bij dat een het hij maar met naar niet om ook op te voor wat zijn
        """);

    /// <summary>Any word of <see cref="Own"/>: hardly an English sentence of five words has none of them.</summary>
    public static bool IsIn(string text) => Words(text).Any(Own.Contains);

    /// <summary>True where a text is another language by more small words than are English, or is written in other letters; names and single nouns tell nothing.</summary>
    public static bool IsForeign(string text)
    {
        var letters = text.Count(char.IsLetter);
        if (letters > 0 && 2 * text.Count(c => char.IsLetter(c) && c > '\u024F') > letters) return true; // beyond Latin
        var words = Words(text).ToList();
        return words.Count(Others.Contains) > words.Count(Own.Contains);
    }

    private static IEnumerable<string> Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('.', ',', '!', '?', '"', '\'', ':', ';', '¿', '¡', '«', '»', '„', '“'));

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
