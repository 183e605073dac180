using System.Globalization;
using System.Text;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Text.ChatTemplates;

/// <summary>
/// How a model wants a conversation to be written down: a Jinja template from the model's folder
/// (https://huggingface.co/docs/transformers/chat_templating), carried out by a small interpreter that reaches nothing but its values.
/// </summary>
/// <remarks>Immutable and safe for concurrent calls.</remarks>
internal sealed class ChatTemplate
{
    private const int MaxLength = 256 << 10;

    private readonly IReadOnlyList<Statement> _statements;
    private readonly IReadOnlyDictionary<string, string> _tokens;
    private readonly TimeProvider _time;

    private ChatTemplate(IReadOnlyList<Statement> statements, IReadOnlyDictionary<string, string> tokens, TimeProvider time) =>
        (_statements, _tokens, _time) = (statements, tokens, time);

    /// <param name="tokens">Special tokens by the names that templates know them by, such as "bos_token".</param>
    /// <param name="time">For templates that tell the model the date.</param>
    /// <exception cref="ModelException">The template is damaged, or uses what is not known.</exception>
    public static ChatTemplate Parse(string source, IReadOnlyDictionary<string, string>? tokens = null, TimeProvider? time = null)
    {
        if (source.Length > MaxLength) throw new ModelException($"The model's chat template has more than {MaxLength >> 10} K characters. Use another model.");
        return Guarded("can't be read", () => new ChatTemplate(TemplateParser.Read(source), tokens ?? new Dictionary<string, string>(), time ?? TimeProvider.System));
    }

    /// <summary>Writes a conversation down. What came with it is data in the result; what the template itself writes is not.</summary>
    /// <param name="messages">A list of maps with "role" and "content", perhaps "tool_calls" and others.</param>
    /// <param name="tools">A list of maps that describe tools, or null for none.</param>
    /// <param name="addGenerationPrompt">Whether to open the model's own turn at the end.</param>
    /// <exception cref="ModelException">
    /// The template fails on this conversation or takes too much. Where it refuses the conversation, the inner exception is a
    /// <see cref="TemplateFault"/> that says so.
    /// </exception>
    public MarkedText Render(List<object?> messages, List<object?>? tools, bool addGenerationPrompt) => Guarded("can't be followed", () =>
    {
        var scope = new TemplateScope();
        foreach (var (name, text) in _tokens) scope[name] = MarkedText.Trusted(text);
        scope["messages"] = messages;
        scope["tools"] = tools;
        scope["documents"] = null;
        scope["add_generation_prompt"] = addGenerationPrompt;
        scope["strftime_now"] = (TemplateFunction)(a => MarkedText.Trusted(Format(_time.GetLocalNow(), a.Text(0, "format")?.Text ?? "")));
        return new TemplateRun().Run(_statements, scope);
    });

    private static T Guarded<T>(string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (TemplateFault fault) when (fault.Refused)
        {
            throw new ModelException($"The model's chat template refuses this conversation: {fault.Message.TrimEnd('.')}.", fault);
        }
        catch (Exception e) when (e is TemplateFault or InvalidOperationException or OverflowException or ArgumentException or InsufficientExecutionStackException)
        {
            // A fault within a sort arrives wrapped.
            var fault = e as TemplateFault ?? e.InnerException as TemplateFault;
            throw new ModelException($"The model's chat template {what}: {fault?.Message ?? "a value is not of the kind it takes"}. Copy the whole model folder again, or use another model.", e);
        }
    }

    /// <summary>The usual part of C's strftime, in English.</summary>
    private static string Format(DateTimeOffset now, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }
            var part = format[++i] switch
            {
                'Y' => "yyyy",
                'y' => "yy",
                'm' => "MM",
                'd' => "dd",
                'b' => "MMM",
                'B' => "MMMM",
                'a' => "ddd",
                'A' => "dddd",
                'H' => "HH",
                'I' => "hh",
                'M' => "mm",
                'S' => "ss",
                'p' => "tt",
                _ => null,
            };
            text.Append(part is not null ? now.ToString(part, CultureInfo.InvariantCulture) : format[i] == '%' ? "%" : $"%{format[i]}");
        }
        return text.ToString();
    }
}
