using MuseSpark.Training.Torch;

namespace MuseSpark.Training.Tests.Torch;

/// <summary>Loads torch once; tests of one collection run one after another, so that none takes the others' cores.</summary>
public sealed class LoadedTorch
{
    public LoadedTorch()
    {
        TorchLibrary.Load();
        TorchSharp.torch.set_num_threads(1);
    }
}

[CollectionDefinition(Name)]
public sealed class TorchTests : ICollectionFixture<LoadedTorch>
{
    public const string Name = "torch";
}
