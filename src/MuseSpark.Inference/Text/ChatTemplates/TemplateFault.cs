namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>A template can't be read or followed. Never leaves <see cref="ChatTemplate"/>, which makes a sentence for people of it.</summary>
/// <param name="refused">Whether the template itself refuses the conversation, by raise_exception.</param>
internal sealed class TemplateFault(string message, bool refused = false) : Exception(message)
{
    public bool Refused => refused;
}
