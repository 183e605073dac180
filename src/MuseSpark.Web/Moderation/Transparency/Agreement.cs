using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Moderation.Transparency;

/// <summary>How far two who looked at the same agree beyond what chance would bring.</summary>
public static class Agreement
{
    /// <summary>Cohen, "A coefficient of agreement for nominal scales", 1960: 1 where they always agree, 0 where it is no more than chance.</summary>
    /// <returns>Null where it says nothing: nobody looked twice, or both said one and the same of everything.</returns>
    public static double? Kappa(IReadOnlyList<(CaseDecision First, CaseDecision Second)> looks)
    {
        if (looks.Count == 0) return null;
        double n = looks.Count;
        var observed = looks.Count(l => l.First == l.Second) / n;
        var expected = Enum.GetValues<CaseDecision>().Sum(d => looks.Count(l => l.First == d) / n * (looks.Count(l => l.Second == d) / n));
        return expected >= 1 ? null : (observed - expected) / (1 - expected);
    }
}
