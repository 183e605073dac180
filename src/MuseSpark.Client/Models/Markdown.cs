using System.Text.RegularExpressions;

namespace MuseSpark.Client.Models;

public enum BlockKind { Heading, Paragraph, ListItem, Code, Table, Rule }

/// <param name="Level">Of headings: 1 to 6. Of list items: how deep, from 0.</param>
/// <param name="Rows">Of tables only; the first row is the head.</param>
public sealed record Block(BlockKind Kind, string Text, int Level = 0, bool Numbered = false, IReadOnlyList<IReadOnlyList<string>>? Rows = null);

public enum InlineKind { Text, Strong, Emphasis, Code, Link }

public sealed record Inline(InlineKind Kind, string Text, string? Address = null);

/// <summary>
/// The Markdown that model cards are written in: headings, paragraphs, lists, tables, code, emphasis, links. It yields text, never
/// markup, so a hostile card can't do more than look odd; HTML in a card stays visible as text, and images are left out.
/// </summary>
public static partial class Markdown
{
    private const int LongestCard = 200_000;

    public static IReadOnlyList<Block> Parse(string markdown)
    {
        if (markdown.Length > LongestCard) markdown = markdown[..LongestCard];
        var lines = Comment().Replace(markdown.ReplaceLineEndings("\n"), "").Split('\n');
        var blocks = new List<Block>();
        for (var at = AfterFrontMatter(lines); at < lines.Length;)
        {
            var line = lines[at];
            if (string.IsNullOrWhiteSpace(line)) at++;
            else if (line.TrimStart().StartsWith("```", StringComparison.Ordinal)) blocks.Add(ReadCode(lines, ref at));
            else if (Heading().Match(line) is { Success: true } heading) { blocks.Add(new(BlockKind.Heading, heading.Groups[2].Value, heading.Groups[1].Length)); at++; }
            else if (Rule().IsMatch(line)) { blocks.Add(new(BlockKind.Rule, "")); at++; }
            else if (IsTable(lines, at)) blocks.Add(ReadTable(lines, ref at));
            else if (Item().Match(line) is { Success: true } item) blocks.Add(ReadItem(lines, item, ref at));
            else blocks.Add(ReadParagraph(lines, ref at));
        }
        return blocks;
    }

    public static IReadOnlyList<Inline> ParseInline(string text)
    {
        var parts = new List<Inline>();
        var end = 0;
        foreach (Match match in InlineMarks().Matches(text))
        {
            if (match.Index > end) parts.Add(new(InlineKind.Text, text[end..match.Index]));
            end = match.Index + match.Length;
            if (match.Groups["code"] is { Success: true } code) parts.Add(new(InlineKind.Code, code.Value));
            else if (match.Groups["strong"] is { Success: true } strong) parts.Add(new(InlineKind.Strong, strong.Value));
            else if (match.Groups["em"] is { Success: true } emphasis) parts.Add(new(InlineKind.Emphasis, emphasis.Value));
            else if (match.Groups["image"].Success) continue;
            else parts.Add(LinkOrText(match.Groups["label"].Value, match.Groups["address"].Value));
        }
        if (end < text.Length) parts.Add(new(InlineKind.Text, text[end..]));
        return parts;
    }

    // Only the web: javascript: and data: addresses and paths into this site become plain text.
    private static Inline LinkOrText(string label, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            ? new(InlineKind.Link, label, uri.AbsoluteUri)
            : new(InlineKind.Text, label);

    // Hugging Face cards begin with YAML between two lines of dashes.
    private static int AfterFrontMatter(string[] lines)
    {
        if (lines[0].TrimEnd() != "---") return 0;
        var close = Array.FindIndex(lines, 1, line => line.TrimEnd() == "---");
        return close < 0 ? 0 : close + 1;
    }

    private static Block ReadCode(string[] lines, ref int at)
    {
        var start = ++at;
        while (at < lines.Length && !lines[at].TrimStart().StartsWith("```", StringComparison.Ordinal)) at++;
        var code = string.Join('\n', lines[start..at]);
        at++;
        return new(BlockKind.Code, code);
    }

    private static bool IsTable(string[] lines, int at) =>
        lines[at].Contains('|') && at + 1 < lines.Length && TableRule().IsMatch(lines[at + 1]);

    private static Block ReadTable(string[] lines, ref int at)
    {
        var rows = new List<IReadOnlyList<string>> { Cells(lines[at]) };
        for (at += 2; at < lines.Length && lines[at].Contains('|'); at++) rows.Add(Cells(lines[at]));
        return new(BlockKind.Table, "", Rows: rows);

        static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
    }

    private static Block ReadItem(string[] lines, Match item, ref int at)
    {
        var text = item.Groups[3].Value;
        for (at++; at < lines.Length && lines[at].StartsWith("  ", StringComparison.Ordinal) && !Item().IsMatch(lines[at]) && lines[at].Trim().Length > 0; at++)
            text += " " + lines[at].Trim();
        return new(BlockKind.ListItem, text, item.Groups[1].Length / 2, char.IsDigit(item.Groups[2].Value[0]));
    }

    private static Block ReadParagraph(string[] lines, ref int at)
    {
        var start = at++;
        while (at < lines.Length && !string.IsNullOrWhiteSpace(lines[at]) && !Heading().IsMatch(lines[at]) && !Item().IsMatch(lines[at])
            && !Rule().IsMatch(lines[at]) && !lines[at].TrimStart().StartsWith("```", StringComparison.Ordinal) && !IsTable(lines, at)) at++;
        return new(BlockKind.Paragraph, string.Join(' ', lines[start..at].Select(line => line.TrimStart('>', ' ').TrimEnd())));
    }

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(#{1,6})\s+(.+?)\s*#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*(?:-\s*){3,}$|^\s*(?:\*\s*){3,}$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$")]
    private static partial Regex Item();

    [GeneratedRegex(@"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")]
    private static partial Regex TableRule();

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|(?<![\w*])[*_](?<em>[^*_\s][^*_]*)[*_](?!\w)|(?<image>!\[[^\]]*\]\([^)]*\))|\[(?<label>[^\]]+)\]\((?<address>[^)\s]+)[^)]*\)")]
    private static partial Regex InlineMarks();
}
