using System.Xml.Linq;
using MuseSpark.Training.Evaluation;

namespace MuseSpark.Training.Tests.Evaluation;

public class LossCurveTests
{
    [Fact]
    public void Lines_of_progress_are_read_and_others_passed_over()
    {
        string[] lines =
        [
            "17:22:35 5.80M parameters, 81653 texts, 24.3M tokens, 2 workers",
            "17:22:55 step 18 texts 173 tokens 38.17M rate 3628 tok/s loss 1.6201 norm 3.70 lr 1.63E-004 stage 2 done 70.3 % left 00:36:39",
            "step 4550 loss 0.4123 39 pictures/s 3.7 % left 01:24:42",
            "17:31:02 saved at 38.42M tokens; held-out loss 2.1785, text after a prompt 1.8155",
        ];
        Assert.Equal([new LossCurve.Point(38.17, 1.6201), new LossCurve.Point(4550, 0.4123)], LossCurve.Read(lines));
    }

    [Fact]
    public void A_curve_goes_from_left_to_right_and_falls_with_the_loss()
    {
        var svg = XElement.Parse(LossCurve.Draw([.. Enumerable.Range(0, 50).Select(i => new LossCurve.Point(100 + i, 2 - i / 50.0))], "Loss & more", "steps"));
        Assert.Equal("Loss & more", svg.Attribute("aria-label")!.Value);
        var places = svg.Elements().Where(e => e.Name.LocalName == "circle").Select(e => (X: (double)e.Attribute("cx")!, Y: (double)e.Attribute("cy")!)).ToList();
        Assert.Equal(50, places.Count);
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.First.X < pair.Second.X && pair.First.Y <= pair.Second.Y));
    }
}
