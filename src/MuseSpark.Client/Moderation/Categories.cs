namespace MuseSpark.Client.Moderation;

/// <summary>What a text or a picture can be found to contain. The names are those of the models that find it.</summary>
public static class Categories
{
    public const string Sexual = "sexual", SexualMinors = "sexual/minors", Hate = "hate", Harassment = "harassment",
        Violence = "violence", SelfHarm = "self-harm", Illicit = "illicit", PersonalData = "personal-data";

    /// <summary>A word of the policy's own list, whatever it means.</summary>
    public const string ListedWord = "listed-word";

    /// <summary>Nothing was found, because nothing could look.</summary>
    public const string Unscreened = "unscreened";

    /// <summary>A person asked for it to be looked at.</summary>
    public const string Reported = "reported";

    /// <summary>No machine looks for it: a copyright, a trademark, a likeness.</summary>
    public const string Rights = "rights";

    /// <summary>Nothing was found and nobody complained; it was chosen by chance, to learn what the screen misses.</summary>
    public const string Sample = "sample";

    /// <summary>Those with thresholds of their own.</summary>
    public static IReadOnlyList<string> Scored { get; } = [Sexual, SexualMinors, Hate, Harassment, Violence, SelfHarm, Illicit, PersonalData];

    /// <summary>What people can say is wrong with a work.</summary>
    public static IReadOnlyList<string> Reportable { get; } = [.. Scored, Rights, Reported];

    /// <summary>What a decision can rest on.</summary>
    public static IReadOnlyList<string> Clauses { get; } = [.. Scored, Rights, ListedWord];

    /// <value>1 (a nuisance) to 4 (a crime against a child): how much harm is done while nobody looks.</value>
    public static int SeverityOf(string category) => category switch
    {
        SexualMinors => 4,
        Hate or SelfHarm or Illicit => 3,
        Sexual or Violence or Harassment or PersonalData or Rights or Reported => 2,
        _ => 1,
    };

    /// <summary>As people call it, in the middle of a sentence.</summary>
    public static string WordsOf(string category) => category switch
    {
        Sexual => "sexual content",
        SexualMinors => "sexual content about minors",
        Hate => "hatred against a group of people",
        Harassment => "harassment or threats",
        Violence => "graphic violence",
        SelfHarm => "self-harm",
        Illicit => "help with something illegal",
        PersonalData => "somebody's personal data",
        ListedWord => "a word this workspace keeps out",
        Unscreened => "something that could not be screened",
        Reported => "something a person reported",
        Rights => "what belongs to somebody else",
        Sample => "something chosen by chance",
        _ => category,
    };
}

/// <summary>Who can see a work: one person, the members of a workspace, or anybody with the link.</summary>
public enum Surface { Private, Workspace, Public }

/// <summary>Whom a workspace writes for.</summary>
public enum Audience { Children, Teens, Adults }

/// <summary>What is done with a work, the mildest first, so that the worst of several is the greatest.</summary>
public enum ScreenAction { Allow, Label, Hold, Block }

/// <param name="Start">Offset in UTF-16 code units.</param>
public sealed record FoundWords(int Start, int Length);

/// <summary>One thing that was found.</summary>
/// <param name="Score">0 to 1; of a classifier the probability, of a rule 1.</param>
/// <param name="Model">Id and version of what found it.</param>
/// <param name="Rule">Which line of which policy decided, as in "workspace 3: hate, hold from 0.80".</param>
/// <param name="Words">Where in the text, the strongest first; empty for pictures.</param>
public sealed record Finding(string Category, double Score, ScreenAction Action, string Model, string Rule, IReadOnlyList<FoundWords> Words)
{
    /// <summary>Where in the picture, coarsely; null for texts.</summary>
    public FoundArea? Area { get; init; }
}

/// <summary>A rectangle in parts of the picture's width and height, 0 to 1 from the top left.</summary>
public sealed record FoundArea(double Left, double Top, double Width, double Height);

public sealed record ScreenRequest
{
    public const int MaxLength = 100_000;

    [System.ComponentModel.DataAnnotations.Required(ErrorMessage = "Send the text to look at as \"text\".")]
    [System.ComponentModel.DataAnnotations.StringLength(MaxLength, ErrorMessage = "A text of at most 100,000 characters is looked at.")]
    public string Text { get; init; } = "";

    /// <summary>Null: as a work that members of a workspace see.</summary>
    public Surface? Surface { get; init; }

    /// <summary>Null: the person's current workspace, whose policy applies.</summary>
    public Guid? WorkspaceId { get; init; }
}

/// <param name="Categories">Score by name, 0 to 1.</param>
public sealed record ScreenAnswer(ScreenAction Verdict, IReadOnlyDictionary<string, double> Categories, IReadOnlyList<Finding> Findings, string Model);
