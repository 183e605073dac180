using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Personal;

namespace MuseSpark.Inference.Tests.Classification.Personal;

public class PersonalDataTests
{
    private static CategoryScore Judge(string text) => PersonalDataFinder.Judge(text, 0.5, CancellationToken.None);

    // Card numbers: the networks' published test numbers. IBANs: the examples of the SWIFT registry. The token: RFC 7519, section 3.1.
    [Theory]
    [InlineData("card", "4111 1111 1111 1111")]
    [InlineData("card", "5555-5555-5555-4444")]
    [InlineData("card", "378282246310005")]
    [InlineData("card", "6011111111111117")]
    [InlineData("card", "3530111333300000")]
    [InlineData("card", "30569309025904")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 00")]
    [InlineData("iban", "GB29NWBK60161331926819")]
    [InlineData("iban", "FR14 2004 1010 0505 0001 3M02 606")]
    [InlineData("iban", "NO9386011117947")]
    [InlineData("ssn", "123-45-6789")]
    [InlineData("email", "jane.o-doe+home@mail.post.co.uk")]
    [InlineData("phone", "+49 30 901820")]
    [InlineData("phone", "(212) 664-7665")]
    [InlineData("phone", "06 12 34 56 78")]
    [InlineData("address", "1600 Pennsylvania Avenue NW, Washington, DC 20500")]
    [InlineData("address", "Lindenstraße 14, 10969 Berlin")]
    [InlineData("key", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("key", "-----BEGIN RSA PRIVATE KEY-----")]
    [InlineData("key", "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [InlineData("network-address", "93.184.216.34")]
    public void Personal_data_is_found_where_it_stands(string pattern, string value)
    {
        var text = $"It is {value}, I think.";
        var score = Judge(text);
        Assert.True(score.IsFlagged, $"{score.Score}");
        Assert.Equal($"pattern:{pattern}", score.Source);
        Assert.Contains(score.Spans, span => span.Start == 6 && value.StartsWith(text.Substring(span.Start, span.Length), StringComparison.Ordinal) && span.Length >= value.Length - 14);
    }

    [Theory]
    [InlineData("password", "my password is Tiger8151!", "Tiger8151!")]
    [InlineData("document", "passport number X22334455", "X22334455")]
    [InlineData("birth-date", "she was born on 5 March 1976 in Rome", "born on 5 March 1976")]
    [InlineData("address", "he lives at 98 Mulberry Crescent", "98 Mulberry Crescent")]
    public void Some_needs_the_words_before_it(string pattern, string text, string value)
    {
        var score = Judge(text);
        Assert.Equal(($"pattern:{pattern}", true), (score.Source, score.IsFlagged));
        Assert.Equal(value, text.Substring(score.Spans[0].Start, score.Spans[0].Length));
    }

    [Theory]
    [InlineData("4111 1111 1111 1112")] // wrong check digit
    [InlineData("0000 0000 0000 0000")]
    [InlineData("9999 9999 9999 9995")] // no network has this number
    [InlineData("DE88 3704 0044 0532 0130 00")] // wrong check digits
    [InlineData("666-45-6789"), InlineData("123-00-6789"), InlineData("900-45-6789")] // never given out
    [InlineData("In 1914, 1,200,000 men marched 300 miles.")]
    [InlineData("The ISBN is 978-3-16-148410-0.")]
    [InlineData("Version 10.0.0.1 and 192.168.0.17")]
    [InlineData("Sherlock Holmes lived at 221B Baker Street.")]
    [InlineData("Leonardo was born on 15 April 1452.")]
    [InlineData("The password is on the note.")]
    [InlineData("meet @anna at 10, or @ home")]
    [InlineData("sk-ating and eyJ are no keys")]
    public void What_only_looks_like_it_is_not_flagged(string text) => Assert.False(Judge(text).IsFlagged, Judge(text).Source);

    [Fact]
    public void Addresses_and_numbers_kept_for_examples_count_less() =>
        Assert.All(["jane@example.com", "(212) 555-0123", "+44 7700 900123"], text => Assert.InRange(Judge(text).Score, 0.5, 0.6));

    [Fact]
    public void Every_pattern_is_in_the_list() => Assert.Equal(
        typeof(IPersonalPattern).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IPersonalPattern))).Select(type => type.Name).Order(),
        PersonalDataFinder.Patterns.Select(pattern => pattern.GetType().Name).Order());
}
