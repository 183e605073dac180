using MuseSpark.Client.Outputs;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance.Edits;

/// <summary>What part of the words of a text a person wrote.</summary>
public static class HumanShare
{
    /// <returns>0 to 1; null for pictures, and for what was brought from outside.</returns>
    public static double? Of(Output output, ProvenanceView record) =>
        output.Text is null || record is { Model: null, Edit: null } ? null
        : record.Edit is { } edit ? edit.Words == 0 ? 0 : (double)edit.HumanWords / edit.Words
        : WordsOf(output, record).Share;

    /// <summary>The same word by word.</summary>
    public static WordOrigins WordsOf(Output output, ProvenanceView record) =>
        record.Edit is { } edit ? WordOrigins.FromRuns(edit.Runs) : WordOrigins.OfModel(output.Text!, record.Prompt);
}
