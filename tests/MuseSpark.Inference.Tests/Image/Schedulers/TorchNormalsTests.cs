namespace MuseSpark.Inference.Tests.Image.Schedulers;

public class TorchNormalsTests
{
    /// <summary>The published MT19937 stream for seed 0.</summary>
    [Fact]
    public void The_uniform_stream_is_the_Mersenne_Twister()
    {
        var normals = new TorchNormals(0);
        Assert.Equal([2357136044u, 2546248239u, 3071714933u, 3626093760u], Enumerable.Range(0, 4).Select(_ => normals.NextUInt()));
    }

    /// <summary>First and last values and sums of torch.manual_seed(seed); torch.randn(4, 3, 8, 8).</summary>
    [Theory]
    [InlineData(0u, -1.1258, -1.1524, -0.2506, -0.23262, 47.8715)]
    [InlineData(1u, -1.5256, -0.7502, -0.6540, -0.67686, 22.4307)]
    [InlineData(42u, 1.9269, 1.4873, 0.9007, 0.57616, 27.4145)]
    public void The_normals_are_those_of_torch(uint seed, double first, double second, double third, double last, double sum)
    {
        var values = new float[GoldenLoop.Length];
        new TorchNormals(seed).Fill(values);
        GoldenLoop.AssertNear([first, second, third], values[..3], 1e-4);
        Assert.Equal(last, values[^1], 1e-4);
        Assert.Equal(sum, values.Sum(), 1e-2);
    }
}
