namespace MuseSpark.Inference.Tests.Tokenizers;

/// <summary>Makes texts of every kind that a tokenizer may meet. Same seed, same texts.</summary>
internal sealed class TextMaker(ulong seed)
{
    private static readonly string[] Sentences =
    [
        "The quick brown fox jumps over the lazy dog.", "It's they're we'll I'D DON'T you've 'tis o'clock", "Zażółć gęślą jaźń", "Příliš žluťoučký kůň",
        "Fußgänger überqueren Straßen", "Ça va? Où est l'œuvre naïve?", "El niño comió piñas — ¿verdad?", "Tiếng Việt có dấu thanh", "Ελληνική αλφάβητος",
        "Съешь же ещё этих мягких булок", "שלום עולם, מה שלומך?", "مرحبا بالعالم، كيف حالك؟", "नमस्ते दुनिया, आप कैसे हैं?", "สวัสดีชาวโลก", "வணக்கம் உலகம்",
        "你好,世界!今天天气很好。", "こんにちは世界、カタカナもある。", "안녕하세요 세계 여러분", "გამარჯობა მსოფლიო", "Բարեւ աշխարհ", "ሰላም ልዑል", "İstanbul'da ışık", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
        "ﬁne ﬂoor ①②③ ＡＢＣ ｶﾞｷﾞ ½ ¾ ℌ ㎏ ™ ²", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝒞𝓊𝓇𝓈𝒾𝓋ℯ 𐐷𐐲 𠜎𠜱", "1234567890 3.14159 1,000,000 0x1F 2026-11-26 12:34:56",
        "١٢٣ ४५६ ๑๒๓ Ⅷ", "https://example.com/a?b=c&d=%20#x user@example.org", "#hashtag @name $9.99 50% (a) [b] {c} <d>", "ALLCAPS MixedCase camelCaseWord snake_case_word",
    ];

    private static readonly string[] Code =
    [
        "for (int i = 0; i < 10; ++i) {\n    sum += a[i];\n}", "def f(x):\n\treturn x ** 2  # square\n", "SELECT * FROM t WHERE a <> 'b';\r\n",
        "<div class=\"x\">&nbsp;</div>", "{\"key\": [1, 2.5e-3, null, true]}", "if (a && b || !c) { return a ?? b; }", "$ ls -la | grep '\\.txt$' > /dev/null 2>&1", "\\frac{a}{b} \\alpha^2_i",
    ];

    private static readonly string[] Emoji =
    [
        "😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇯🇵", "1️⃣", "❤️", "🧑🏿‍🚀", "☺︎", "🫠", "👨‍❤️‍💋‍👨", "©®", "→⇒", "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    ];

    private static readonly string[] Spaces =
    [
        " ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", "\r", " \n ", "\u00A0", "\u3000", "\u2003", "\u2028", "\u200B", "\f", "\v", "        ", "\n\n\n\n", "\u1680", "\u202F", "\uFEFF",
    ];

    private static readonly string[] Specials =
    [
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<unk>", "<pad>", "[INST]", "[/INST]", "<|eot_id|>", "<|begin_of_text|>", "<|start_header_id|>",
        "<start_of_turn>", "<bos>", "<EOT>", "<META>", "<|START_OF_TURN_TOKEN|>", "<｜User｜>", "<|fim_prefix|>", "<tool_call>", "[gMASK]", "<0x0A>", "▁", "</w>", "##ing", "[MASK]",
        "<|endofprompt|>", "<eos", "<|im_", "<EOS_TOKEN>", "[TOOL_CALLS]", "<|startoftext|>", "[SEP]",
    ];

    // First and last code point of blocks that every version of Unicode at hand knows as a whole or nearly so.
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x20, 0x7E), (0xA1, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x627, 0x64A), (0x905, 0x939), (0xE01, 0xE2E), (0x10D0, 0x10F0),
        (0x3041, 0x3096), (0x30A1, 0x30FA), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x1F600, 0x1F64F), (0x20000, 0x20FFF),
    ];

    private readonly SeededRandom _random = new(seed);

    public List<string> Make(int count) => [.. Enumerable.Range(0, count).Select(_ => Text())];

    private string Text() => string.Concat(Enumerable.Range(0, 1 + Below(4)).Select(_ => Part()));

    private string Part() => Below(14) switch
    {
        0 or 1 or 2 => Of(Sentences),
        3 => Words(),
        4 => Of(Code),
        5 => string.Concat(Enumerable.Range(0, 1 + Below(5)).Select(_ => Of(Emoji))),
        6 => string.Concat(Enumerable.Range(0, 1 + Below(4)).Select(_ => Of(Spaces))),
        7 => Of(Spaces) + Of(Sentences) + Of(Spaces),
        8 => Of(Specials) + (Below(2) == 0 ? Of(Specials) : Of(Spaces)),
        9 => Random(1 + Below(30)),
        10 => string.Concat(Enumerable.Range(0, 1 + Below(8)).Select(_ => Random(1) + Marks())),
        11 => ((char)Below(Below(2) == 0 ? 0x20 : 0xA0)).ToString() + Of(Sentences)[..5],
        12 => Long(),
        _ => string.Concat(Enumerable.Range(0, 1 + Below(12)).Select(_ => (char)('!' + Below(94)))),
    };

    private string Words() => string.Join(' ', Enumerable.Range(0, 2 + Below(8)).Select(_ => Of(Of(Sentences).Split(' '))));

    /// <summary>One thing many times, or one very long word.</summary>
    private string Long() => Below(10) > 0
        ? string.Concat(Enumerable.Repeat(Below(2) == 0 ? Of(Emoji) : ((char)('!' + Below(94))).ToString(), 1 + Below(60)))
        : string.Concat(Enumerable.Range(0, 200 + Below(1000)).Select(_ => (char)('a' + Below(26))));

    private string Random(int count)
    {
        var (first, last) = Blocks[Below(Blocks.Length)];
        return string.Concat(Enumerable.Range(0, count).Select(_ => char.ConvertFromUtf32(first + Below(last - first + 1))));
    }

    private string Marks() => string.Concat(Enumerable.Range(0, Below(4)).Select(_ => (char)(0x300 + Below(0x70))));

    private T Of<T>(T[] list) => list[Below(list.Length)];

    private int Below(int count) => (int)(_random.NextUInt64() % (ulong)count);
}
