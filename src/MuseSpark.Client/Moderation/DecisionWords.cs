namespace MuseSpark.Client.Moderation;

public static class DecisionWords
{
    /// <summary>As a button and a column say it.</summary>
    public static string Of(CaseDecision decision) => decision switch
    {
        CaseDecision.Allow => "Allow",
        CaseDecision.Label => "Allow with a label",
        CaseDecision.Warn => "Warn",
        CaseDecision.Limit => "Not public",
        CaseDecision.Hide => "Hide",
        CaseDecision.Remove => "Remove",
        _ => "Remove and suspend",
    };
}
