namespace MuseSpark.Inference.Classification.Personal;

/// <summary>Personal data by patterns and checksums. A new kind is one file and one line in <see cref="Patterns"/>.</summary>
internal static class PersonalDataFinder
{
    private const int MostSpans = 100;

    public static IReadOnlyList<IPersonalPattern> Patterns { get; } =
        [
        new PaymentCard(), new BankAccount(), new SocialSecurityNumber(), new SecretKey(), new EmailAddress(), new Password(), new PassportNumber(),
        new BirthDate(), new NetworkAddress(), new PhoneNumber(), new PostalAddress(),
    ];

    public static CategoryScore Judge(string text, double threshold, CancellationToken cancellationToken)
    {
        var (score, source) = (0.0, "pattern");
        var spans = new List<TextSpan>();
        foreach (var pattern in Patterns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (start, length, chance) in pattern.Find(text).Take(MostSpans))
            {
                // A number is of one kind: that whose pattern comes first, since those with checksums do.
                if (spans.Exists(s => start < s.End && s.Start < start + length)) continue;
                spans.Add(new TextSpan(start, length, chance));
                if (chance > score) (score, source) = (chance, $"pattern:{pattern.Name}");
            }
        }
        return new CategoryScore(Categories.PersonalData, score, threshold, source, [.. spans.OrderBy(s => s.Start)]);
    }
}
