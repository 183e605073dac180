using System.Text.RegularExpressions;

namespace MuseSpark.Inference.Classification.Personal;

/// <summary>
/// Postal addresses: house number and street, in the orders of English, German, French, Spanish and Italian. With a postcode
/// after it, or where it is said that somebody lives there, it is an address; by itself it may be a place in a story.
/// </summary>
internal sealed partial class PostalAddress : IPersonalPattern
{
    private const double WithPostcode = 0.85, SaidToLive = 0.6, Alone = 0.3;
    private const int Near = 60, Before = 40;

    public string Name => "address";

    public IEnumerable<(int Start, int Length, double Chance)> Find(string text)
    {
        foreach (Match street in Street().Matches(text))
        {
            var end = street.Index + street.Length;
            var after = Postcode().Match(text, end, Math.Min(Near, text.Length - end));
            var before = Math.Max(0, street.Index - Before);
            if (after.Success) yield return (street.Index, after.Index + after.Length - street.Index, WithPostcode);
            else yield return (street.Index, street.Length, Living().IsMatch(text.AsSpan(before, street.Index - before)) ? SaidToLive : Alone);
        }
    }

    [GeneratedRegex("""
        (?<![0-9A-Za-z])[0-9]{1,5}[A-Za-z]?,?\ (?:[NSEW]\.?\ )?(?:[A-Z][a-z'.]{1,20}\ |[0-9]{1,3}(?:st|nd|rd|th)\ ){1,4}
            (?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Close|Crescent|Terrace|Place|Pl|Square|Sq|Parkway|Highway|Row|Rise|Path|Gardens|Grove|Hill|Walk|Mews)\b
        |\b[A-ZÄÖÜ][a-zäöüß]{1,25}(?:straße|strasse|str\.|weg|allee|platz|gasse)\ [0-9]{1,4}[a-z]?\b
        |(?<![0-9A-Za-z])[0-9]{1,4},?\ (?:bis\ )?(?:rue|avenue|boulevard|chemin|impasse|place)\ (?:[A-Za-zÀ-ÿ'’-]{1,20}\ ?){1,5}
        |\b(?:[Cc]alle|[Aa]venida|[Vv]ia|[Pp]iazza)\ (?:[A-Za-zÀ-ÿ'’]{1,20}\ ){0,3}[A-Za-zÀ-ÿ'’]{1,20},?\ [0-9]{1,4}\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Street();

    [GeneratedRegex(@"\b(?:lives?|living|address|resides|wohnt|wohne|Adresse|habite|adresse|vive|vivo|dirección|abita|abito|indirizzo|born)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Living();

    // ZIP with its state, British postcodes, five digits and a town.
    [GeneratedRegex(@"\b(?:[A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|[0-9]{4,5} \p{Lu}\p{L}{2,25})\b")]
    private static partial Regex Postcode();
}
