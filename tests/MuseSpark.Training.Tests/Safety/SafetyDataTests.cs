using System.Text.Json;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Classification;

namespace MuseSpark.Training.Tests.Safety;

/// <summary>The form of Data/safety: what its README promises.</summary>
public sealed partial class SafetyDataTests
{
    private sealed record Row(string Text, string[] Labels, string[]? Unknown = null, string? Frame = null, bool Disguised = false);

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "safety");

    public static TheoryData<string> Judged => [.. Categories.Judged];

    [Theory]
    [MemberData(nameof(Judged))]
    public void Each_kind_has_a_thousand_examples_of_which_250_are_written_whole(string category)
    {
        var rows = Read($"violations-{category}.jsonl").ToArray();
        Assert.All(rows, row => Assert.Contains(category, row.Labels));
        Assert.True(rows.Length >= 1000);
        Assert.True(rows.Count(row => row.Frame is null) >= 250);
        Assert.True(rows.Select(row => row.Frame).OfType<string>().Distinct().Count() >= 80);
    }

    [Fact]
    public void Personal_data_has_four_hundred_examples_from_a_hundred_messages()
    {
        var rows = Read($"violations-{Categories.PersonalData}.jsonl").ToArray();
        Assert.All(rows, row => Assert.Contains(Categories.PersonalData, row.Labels));
        Assert.True(rows.Length >= 400);
        Assert.True(rows.Select(row => row.Frame).Distinct().Count() >= 100);
    }

    [Theory]
    [MemberData(nameof(Judged))]
    public void The_test_has_at_least_fifty_of_each_kind_and_a_quarter_in_disguise(string category)
    {
        var rows = Read("test-violations.jsonl").ToArray();
        Assert.Equal(300, rows.Length);
        Assert.True(rows.Count(row => row.Labels.Contains(category)) >= 50);
        Assert.InRange(rows.Count(row => row.Disguised), 60, 90);
    }

    [Fact]
    public void Every_line_is_a_short_text_with_labels_that_exist() => Assert.All(All(), row =>
    {
        Assert.InRange(row.Text.Length, 3, 1000);
        Assert.Equal(row.Text.Trim(), row.Text);
        Assert.NotEmpty(row.Labels);
        Assert.Empty(row.Labels.Except(Categories.All));
        Assert.Empty((row.Unknown ?? []).Except(Categories.All));
        Assert.Empty(row.Labels.Intersect(row.Unknown ?? []));
    });

    [Fact]
    public void No_text_comes_twice() =>
        Assert.Empty(All().GroupBy(row => string.Join(' ', Words(row.Text))).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void The_test_shares_hardly_any_five_words_with_what_is_trained_on()
    {
        var trained = Directory.EnumerateFiles(Folder, "violations-*.jsonl").SelectMany(file => Read(Path.GetFileName(file))).SelectMany(row => Fives(row.Text)).ToHashSet();
        var tested = Read("test-violations.jsonl").SelectMany(row => Fives(row.Text)).ToArray();
        Assert.InRange(tested.Count(trained.Contains) / (double)tested.Length, 0, 0.01);
    }

    [Fact]
    public void What_is_steered_by_and_the_test_are_not_trained_on()
    {
        var trained = new[] { "everyday-*.jsonl", "fiction-*.jsonl", "violations-*.jsonl" }.SelectMany(Texts).ToHashSet();
        var apart = new[] { "dev-*.jsonl", "test-*.jsonl" }.SelectMany(Texts).ToArray();
        Assert.Equal(240 + 300 + 500, apart.Length);
        Assert.Empty(apart.Intersect(trained));

        static IEnumerable<string> Texts(string files) => Directory.EnumerateFiles(Folder, files).SelectMany(file => Read(Path.GetFileName(file))).Select(row => string.Join(' ', Words(row.Text)));
    }

    [Fact]
    public void Nothing_sexual_is_about_minors() =>
        Assert.DoesNotContain(All().Where(row => row.Labels.Contains(Categories.Sexual)), row => Young().IsMatch(row.Text));

    [Fact]
    public void Card_numbers_lie_in_the_networks_test_ranges_and_mail_goes_to_examples()
    {
        var texts = All().Select(row => row.Text).ToArray();
        var cards = texts.SelectMany(text => Card().Matches(text).Select(match => match.Value)).ToArray();
        Assert.True(cards.Length > 50);
        Assert.All(cards, card => Assert.Matches(TestRange(), card.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)));
        Assert.All(texts.SelectMany(text => Domain().Matches(text).Select(match => match.Value)), domain => Assert.Matches(@"(^|@|\.)example(\.(com|org|net))?$", domain));
    }

    private static IEnumerable<Row> All() =>
        new[] { "violations-*.jsonl", "dev-violations.jsonl", "test-violations.jsonl" }.SelectMany(names => Directory.EnumerateFiles(Folder, names)).SelectMany(file => Read(Path.GetFileName(file)));

    private static IEnumerable<Row> Read(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Select(line => JsonSerializer.Deserialize<Row>(line, JsonSerializerOptions.Web)!);

    private static string[] Words(string text) => [.. NotLetters().Split(text.ToLowerInvariant()).Where(word => word.Length > 0)];

    private static IEnumerable<string> Fives(string text)
    {
        var words = Words(text);
        for (var i = 0; i + 5 <= words.Length; i++) yield return string.Join(' ', words[i..(i + 5)]);
    }

    [GeneratedRegex(@"\b(teen\w*|child\w*|kids?|minors?|underage\w*|school\w*|pupils?|boys?|girls?|schoolgirl\w*|loli\w*|young\w*|daughters?|preteen\w*|toddlers?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Young();

    // No part of an account number, which has letters or digits before.
    [GeneratedRegex(@"(?<![A-Z\d-] ?)(\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}|3\d{3} ?\d{6} ?\d{5})(?!\d)")]
    private static partial Regex Card();

    // Visa, Mastercard, Discover, JCB and American Express publish these beginnings for tests.
    [GeneratedRegex("^(411111111111|424242424242|400005665566|555555555555|510510510510|222300312200|601111111111|353011133330|378282246310005|371449635398431)")]
    private static partial Regex TestRange();

    [GeneratedRegex(@"(?<=\w)@[\w-]+(\.[\w-]+)+")]
    private static partial Regex Domain();

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex NotLetters();
}
