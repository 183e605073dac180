namespace MuseSpark.Inference.Image;

internal enum PromptKind
{
    /// <summary>The model can draw it.</summary>
    Thing,

    /// <summary>Another word of its captions.</summary>
    Word,

    /// <summary>It is drawn as something taught.</summary>
    StandIn,

    /// <summary>A thing that the model can't draw.</summary>
    Undrawn,

    /// <summary>A noun for what nobody can see, or a name.</summary>
    Unseen,

    /// <summary>In none of the lists.</summary>
    Unknown,
}

/// <param name="Taught">The word for the model.</param>
/// <param name="Plural">Its plural if that was taught too.</param>
internal readonly record struct PromptMeaning(PromptKind Kind, string Taught, string Plural);

/// <summary>One word or known phrase of a prompt.</summary>
/// <param name="Said">As the person wrote it, in lower case.</param>
/// <param name="Text">What the model is given for it.</param>
/// <param name="Taught">The word it is drawn as.</param>
internal sealed record PromptPart(PromptWord First, PromptKind Kind, string Said, string Text, string Taught)
{
    public bool IsDrawn => Kind is PromptKind.Thing or PromptKind.StandIn;
}
