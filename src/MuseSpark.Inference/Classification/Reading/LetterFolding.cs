using System.Collections.Frozen;
using System.Text;

namespace MuseSpark.Inference.Classification.Reading;

/// <summary>
/// Reads letters as an eye does: without accents, and lookalikes from other alphabets, full width, mathematical and circled
/// letters as the Latin letters they resemble. What the eye doesn't see (zero width, marks put over letters) is dropped.
/// </summary>
/// <remarks>An own table: the app runs without ICU, where .NET's normalisation leaves text as it is.</remarks>
internal static class LetterFolding
{
    public const int Dropped = 0;

    // Latin with accents, Greek, Cyrillic, Armenian, small capitals, superscripts, signs.
    private static readonly FrozenDictionary<int, char> Lookalikes = Table(
        "aàáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặαάаӑӓᴀᵃªɑ", "bƀƃвьъʙᵇβϐЬ", "cçćĉċčсϲᴄᶜ¢©ƈ", "dďđԁḍᴅᵈɗժ", "eèéêëēĕėęěȅȇẹẻẽếềểễệеёєεέᴇᵉ€ɛҽ", "fƒꜰᶠſ",
        "gĝğġģǧɢᵍɡց", "hĥħһнʜʰհḥ", "iìíîïĩīĭįıǐȉȋịỉіїιίɪⁱ¡", "jĵјᴊʲϳ", "kķĸкκᴋᵏƙ", "lĺļľŀłʟˡӏḷ", "mмᴍᵐɱṃ", "nñńņňŉŋɴⁿηпոṇ",
        "oòóôõöøōŏőǒȍȏọỏốồổỗộớờởỡợοόоσөօᴏᵒº°", "pрρᴘᵖþ", "qԛǫգ", "rŕŗřʀʳгṛ", "sśŝşšșѕꜱˢßʂ§", "tţťŧțтτᴛᵗṭ", "uùúûüũūŭůűųǔȕȗụủứừửữựυμцսᴜᵘ",
        "vνѵᴠᵛ", "wŵωшԝᴡʷ", "xхχˣ×ҳ", "yýÿŷỳỵỷỹуүγʏʸ", "zźżžʐᴢᶻ");

    /// <summary>The Latin letter in lower case that a character looks like, or itself in lower case, or <see cref="Dropped"/>.</summary>
    public static int Fold(Rune rune)
    {
        var code = rune.Value;
        if (code < 0x80) return code is >= 'A' and <= 'Z' ? code | 0x20 : code;
        if (IsUnseen(code)) return Dropped;
        if (Styled(code) is { } letter) return letter;
        var lower = Rune.ToLowerInvariant(rune).Value;
        return Lookalikes.TryGetValue(code, out var seen) || Lookalikes.TryGetValue(lower, out seen) ? seen : lower;
    }

    private static bool IsUnseen(int code) => code
        is 0xAD or 0x34F or 0x61C or 0x180E or 0xFEFF or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F)
        or (>= 0x300 and <= 0x36F) or (>= 0x483 and <= 0x489) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF)
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>Blocks in which the alphabet is repeated in another style.</summary>
    private static int? Styled(int code) => code switch
    {
        >= 0xFF01 and <= 0xFF5E => (code - 0xFEE0) is var ascii and >= 'A' and <= 'Z' ? ascii | 0x20 : code - 0xFEE0,
        >= 0x1D400 and <= 0x1D6A3 => 'a' + (code - 0x1D400) % 26,
        >= 0x1D7CE and <= 0x1D7FF => '0' + (code - 0x1D7CE) % 10,
        >= 0x249C and <= 0x24B5 => 'a' + code - 0x249C,
        >= 0x24B6 and <= 0x24E9 => 'a' + (code - 0x24B6) % 26,
        >= 0x1F110 and <= 0x1F129 => 'a' + code - 0x1F110,
        >= 0x1F130 and <= 0x1F149 => 'a' + code - 0x1F130,
        >= 0x1F150 and <= 0x1F169 => 'a' + code - 0x1F150,
        >= 0x1F170 and <= 0x1F189 => 'a' + code - 0x1F170,
        >= 0x1F1E6 and <= 0x1F1FF => 'a' + code - 0x1F1E6,
        0x2018 or 0x2019 or 0x02BC => '\'',
        _ => null,
    };

    private static FrozenDictionary<int, char> Table(params string[] rows)
    {
        var table = new Dictionary<int, char>();
        foreach (var row in rows)
            foreach (var rune in row[1..].EnumerateRunes()) table.TryAdd(rune.Value, row[0]);
        return table.ToFrozenDictionary();
    }
}
