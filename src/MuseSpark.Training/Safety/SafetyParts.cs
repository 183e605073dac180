namespace MuseSpark.Training.Safety;

/// <summary>All texts, each part for one thing, so that no number is flattered by what it was chosen on.</summary>
internal sealed record SafetyParts(SafetyExample[] All, SafetyExample[] Training, SafetyExample[] Calibrating, SafetyExample[] Measuring)
{
    // Stories that the story model learned from: more of them bring nothing new.
    private const int MostDocuments = 16_000;

    private enum Part { Training, Calibration, Measures, Unused }

    public static SafetyParts Read(CommandOptions options)
    {
        var (data, tales, told, documents) = (options.Text("data", ""), options.Text("tales", ""), options.Text("told", ""), options.Text("documents", ""));
        SafetyExample[] examples =
        [
            .. SafetyFiles.ForTraining(), .. SafetyTraining.Stories(), .. data.Length > 0 ? PublicSafetySets.Read(data) : [], .. tales.Length > 0 ? PublicSafetySets.Tales(tales) : [],
            .. told.Length > 0 ? SafetyTold.Read(told) : [], .. documents.Length > 0 ? SafetyTold.Read(documents, MostDocuments) : [],
        ];
        var parts = examples.ToLookup(PartOf);
        return new SafetyParts(examples, [.. parts[Part.Training]], [.. parts[Part.Calibration]], [.. parts[Part.Measures]]);
    }

    /// <summary>Of twenty groups of relatives fifteen teach, three calibrate and two measure. Of what is not our own there is so much that a quarter of that tells enough.</summary>
    private static Part PartOf(SafetyExample example) => (example.Group % 4, example.Group / 4 % 5) switch
    {
        (not 0, _) => Part.Training,
        _ when !example.IsOwn && example.Group / 20 % 4 != 0 => Part.Unused,
        (_, 0 or 1 or 2) => Part.Calibration,
        _ => Part.Measures,
    };
}
