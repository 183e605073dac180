using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Client.Outputs.Edits;

public sealed record EditRequest
{
    /// <summary>More than any model here writes at once.</summary>
    public const int MaxLength = 40_000;

    [Required(ErrorMessage = "Write something, or delete the work instead.")]
    [StringLength(MaxLength, ErrorMessage = "That is too long: keep the text under 40,000 characters.")]
    public string Text { get; init; } = "";
}

/// <summary>What a person had to do with the words of a text.</summary>
/// <param name="Words">How many there are.</param>
/// <param name="HumanWords">How many of them a person wrote.</param>
/// <param name="Runs">The same word by word: how many in a row a model wrote, then how many a person, and so on.</param>
/// <param name="Model">What wrote the text that was first edited; null where that is not known.</param>
public sealed record EditRecord(int Words, int HumanWords, IReadOnlyList<int> Runs, ModelRecord? Model);

/// <summary>An edited text beside the one that it came from.</summary>
/// <param name="BeforeId">The work that it came from.</param>
/// <param name="Pieces">In reading order: those that stayed and those that were added make the new text, without the added ones it is the old one but for white space.</param>
public sealed record ComparisonView(Guid BeforeId, IReadOnlyList<ComparedPiece> Pieces);

/// <param name="Change">"same", "added" or "removed".</param>
public sealed record ComparedPiece(string Change, string Text)
{
    public const string Same = "same", Added = "added", Removed = "removed";
}
