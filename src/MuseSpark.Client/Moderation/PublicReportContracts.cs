using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Client.Moderation;

/// <summary>What somebody without an account says of a published work (Digital Services Act, Article 16.2).</summary>
public sealed record PublicReportRequest
{
    public const int MaxWords = 2_000;

    [Required(ErrorMessage = "Choose what is wrong.")]
    public string Category { get; set; } = "";

    /// <summary>(a) Why it should not be there.</summary>
    [Required(ErrorMessage = "Say in a sentence what is wrong with it."), StringLength(MaxWords, MinimumLength = 10, ErrorMessage = "Say what is wrong in 10 to 2,000 characters.")]
    public string Words { get; set; } = "";

    /// <summary>(c) May stay empty.</summary>
    [StringLength(100, ErrorMessage = "Keep the name under 100 characters.")]
    public string? Name { get; set; }

    /// <summary>(c) May stay empty.</summary>
    [EmailAddress(ErrorMessage = "That is not an e-mail address. It may stay empty."), StringLength(200, ErrorMessage = "Keep the address under 200 characters.")]
    public string? Email { get; set; }

    /// <summary>(d) That it is meant honestly.</summary>
    [AllowedValues(true, ErrorMessage = "Tick this, or leave it.")]
    public bool InGoodFaith { get; set; }
}

/// <param name="Code">Whoever has it can ask what became of the report.</param>
/// <param name="IsMailed">Whether the outcome is told by e-mail.</param>
public sealed record ReportReceipt(string Code, bool IsMailed);

public sealed record ReportStateRequest
{
    [Required(ErrorMessage = "Write the code that you were given."), StringLength(40, ErrorMessage = "A code has 16 letters and digits.")]
    public string Code { get; set; } = "";
}

/// <summary>What became of a report, as its sender is told it.</summary>
public enum ReportState
{
    Waiting,

    /// <summary>Nothing is restricted.</summary>
    Kept,
    Labelled,

    /// <summary>It is not public any more.</summary>
    Unpublished,

    /// <summary>Nobody sees it any more.</summary>
    Removed,

    /// <summary>Its author took the work away before anybody decided.</summary>
    Gone,
}

public sealed record ReportProgress(ReportState State, string Category, DateTime ReportedAt, DateTime? DecidedAt);

/// <summary>What a reporter is told (Digital Services Act, Article 16.5); the page and the mail say the same.</summary>
public static class ReportWords
{
    public static string Title(ReportState state) => state switch
    {
        ReportState.Waiting => "A person will look at it",
        ReportState.Kept => "It stays as it is",
        ReportState.Labelled => "It has a label now",
        ReportState.Unpublished => "It is not public any more",
        ReportState.Removed => "It was taken away",
        _ => "It is not there any more",
    };

    public static string Text(ReportState state) => state switch
    {
        ReportState.Waiting => "Your report is in the queue of the reviewers. What is graver, and what more people see, is looked at first.",
        ReportState.Kept => "A person looked at it and found that it does not break the rules of this place.",
        ReportState.Labelled => "A person looked at it. It stays, and says what to expect before it is shown.",
        ReportState.Unpublished => "A person looked at it and took it from the public.",
        ReportState.Removed => "A person looked at it and took it away.",
        _ => "Whoever made it took it away before anybody had decided.",
    };

    public static string Redress(ReportState state) => state is ReportState.Waiting or ReportState.Gone ? ""
        : "If you think that is wrong, report it again with more to go on. Out-of-court dispute settlement and the courts stay open to you.";
}
