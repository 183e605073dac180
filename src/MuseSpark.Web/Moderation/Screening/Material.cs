using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>The ways into the app, each of which is screened. A test compares this list with the code that writes works.</summary>
public enum Door { Prompt, Stream, Output, Upload, Edit, Publication, Question }

/// <summary>What is to be looked at.</summary>
/// <param name="GenerationId">The work it belongs to.</param>
/// <param name="OutputId">The output it is, where it is one.</param>
/// <param name="FromBuiltIn">Whether a model wrote it that came with the app, and that learned from nothing but texts for children.</param>
public sealed record Material(Guid WorkspaceId, Guid AuthorId, Door Door, Surface Surface, Guid? GenerationId = null, Guid? OutputId = null, bool FromBuiltIn = false);

/// <summary>What was found, and what is to be done: the worst of it.</summary>
public sealed record Verdict(ScreenAction Action, IReadOnlyList<Finding> Findings, IReadOnlyDictionary<string, double> Scores, string Model)
{
    public static Verdict Allowed { get; } = new(ScreenAction.Allow, [], new Dictionary<string, double>(), "");

    /// <summary>The finding that decided; null when nothing was found.</summary>
    public Finding? Worst => Findings.MaxBy(f => ((int)f.Action, Categories.SeverityOf(f.Category), f.Score));

    /// <summary>What is left of it for a work that a reviewer has let pass.</summary>
    public Verdict AtMostLabel => Action <= ScreenAction.Label ? this : this with { Action = ScreenAction.Label };

    /// <summary>Both of two, as of a text and its picture.</summary>
    public Verdict With(Verdict other) => new(
        (ScreenAction)Math.Max((int)Action, (int)other.Action), [.. Findings, .. other.Findings],
        Scores.Concat(other.Scores).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.Max(s => s.Value)), Model.Length > 0 ? Model : other.Model);

    /// <summary>A sentence for the person whose work it is.</summary>
    public string Sentence => (Worst, Action) switch
    {
        (null, _) => "Nothing was found.",
        ({ Category: Categories.SelfHarm }, ScreenAction.Block or ScreenAction.Hold) =>
            "This looks as if it were about hurting oneself, so a person looks at it first. If it is about you: you are not alone, and talking helps. findahelpline.com lists people who listen, in every country.",
        ({ Category: Categories.Unscreened, Rule: PictureScreen.NoClassifier }, _) =>
            "No picture classifier is installed here, so a person looks at this picture first. Whoever runs this server can install one on the page of the models.",
        ({ Category: Categories.Unscreened }, _) => "This could not be screened, so a person looks at it first.",
        ({ } worst, ScreenAction.Block) => $"This was stopped because it looks like {Categories.WordsOf(worst.Category)}, which this workspace does not make. Change the words, or ask for a review if that is wrong.",
        ({ } worst, ScreenAction.Hold) => $"A person looks at this first, because it may contain {Categories.WordsOf(worst.Category)}. It goes on by itself once that is done.",
        ({ } worst, _) => $"This may contain {Categories.WordsOf(worst.Category)}.",
    };
}
