using MuseSpark.Client.Moderation;
using MuseSpark.Web.Moderation.Transparency;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class AgreementTests
{
    [Fact]
    public void Kappa_is_what_is_left_above_chance()
    {
        // Two readers of 50 grant proposals: 20 times both yes, 15 both no, 5 and 10 apart; 0.7 observed, 0.5 expected.
        var looks = Of(20, CaseDecision.Allow, CaseDecision.Allow).Concat(Of(15, CaseDecision.Remove, CaseDecision.Remove))
            .Concat(Of(5, CaseDecision.Allow, CaseDecision.Remove)).Concat(Of(10, CaseDecision.Remove, CaseDecision.Allow)).ToList();
        Assert.Equal(0.4, Agreement.Kappa(looks)!.Value, 1e-9);
    }

    [Fact]
    public void Where_chance_alone_explains_it_nothing_is_said()
    {
        Assert.Null(Agreement.Kappa([]));
        Assert.Null(Agreement.Kappa([.. Of(3, CaseDecision.Label, CaseDecision.Label)]));
    }

    private static IEnumerable<(CaseDecision, CaseDecision)> Of(int count, CaseDecision first, CaseDecision second) => Enumerable.Repeat((first, second), count);
}
