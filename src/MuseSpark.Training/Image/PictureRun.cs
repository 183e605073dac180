using MuseSpark.Training.Scenes;
using MuseSpark.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>What every picture command agrees on.</summary>
public static class PictureRun
{
    /// <summary>Edge length of the pictures.</summary>
    public const int Size = 128;

    /// <summary>The first scenes are never trained on.</summary>
    public const int HeldOut = HeldOutPairs.Scenes;

    public static void Start(int threads)
    {
        TorchLibrary.Load();
        set_num_threads(threads);
        manual_seed(1);
    }

    /// <summary>The trained autoencoder with its averaged weights.</summary>
    public static AutoEncoder LoadAutoEncoder(string folder, ScalarType type) => LoadAverage(new AutoEncoder(), Path.Combine(folder, "autoencoder.ckpt"), type);

    /// <summary>The trained caption encoder and denoiser with their averaged weights.</summary>
    public static PictureModel LoadModel(string folder, ScalarType type) => LoadAverage(new PictureModel(), Path.Combine(folder, "picture.ckpt"), type);

    /// <summary>The trained critic with its averaged weights.</summary>
    public static Critic LoadCritic(string folder) => LoadAverage(new Critic(), Path.Combine(folder, "critic.ckpt"), ScalarType.Float32);

    /// <summary>The trained upscaler with its averaged weights.</summary>
    public static Enlarger LoadUpscaler(string folder) => LoadAverage(new Enlarger(), Path.Combine(folder, "upscaler.ckpt"), ScalarType.Float32);

    private static T LoadAverage<T>(T module, string checkpoint, ScalarType type) where T : nn.Module
    {
        if (!File.Exists(checkpoint)) throw new UsageException($"{checkpoint} is missing; train that part first.");
        ChannelsLast.Prepare(module, ScalarType.Float32);
        var optimizer = new MixedPrecision(module, 0, 0);
        optimizer.Load(checkpoint);
        optimizer.CopyAverageTo(module);
        module.to(type);
        module.eval();
        return module;
    }

    /// <summary>Scenes as a tensor (count, 3, 128, 128) in -1..1.</summary>
    public static Tensor Pictures(SceneFile scenes, int from, int count)
    {
        var bytes = new byte[count * Size * Size * 3];
        for (var i = 0; i < count; i++) scenes.Read(from + i, bytes.AsSpan(i * Size * Size * 3));
        return (tensor(bytes, [count, Size, Size, 3]).to(ScalarType.Float32) / 127.5 - 1).permute(0, 3, 1, 2);
    }

    /// <summary>A batch (n, 3, h, w) in -1..1 as rows of RGB bytes.</summary>
    public static IEnumerable<byte[]> ToBytes(Tensor pictures)
    {
        using var bytes = ((pictures.detach().to(ScalarType.Float32) + 1) * 127.5 + 0.5).clamp(0, 255).to(ScalarType.Byte).permute(0, 2, 3, 1).contiguous();
        for (var i = 0; i < bytes.shape[0]; i++) yield return bytes[i].contiguous().data<byte>().ToArray();
    }
}
