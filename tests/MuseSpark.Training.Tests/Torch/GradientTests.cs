using MuseSpark.Training.Text;

namespace MuseSpark.Training.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class GradientTests
{
    [Fact]
    public void The_written_out_gradients_are_those_of_autograd() =>
        // The command throws where a parameter's gradient points elsewhere or has another length.
        TextCheck.Run(new CommandOptions([]), CancellationToken.None);
}
