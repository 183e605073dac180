using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MuseSpark.Inference.Models;
using MuseSpark.Training.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace MuseSpark.Training.Image;

/// <summary>
/// Puts the critic and the upscaler that a training folder has into a model folder that is there already, and writes the critic's
/// labels and the hashes of all files anew. The two depend on the autoencoder only, so they also serve a denoiser of another run.
/// </summary>
public static class PictureExtension
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("folder");
        var output = options.Text("out");
        var version = options.Text("version");
        options.RejectUnknown();
        PictureRun.Start(threads: 1);

        using var none = no_grad();
        if (File.Exists(Path.Combine(folder, "critic.ckpt")))
        {
            PictureGraphs.Critic(PictureRun.LoadCritic(folder), Path.Combine(output, "critic", "model.onnx"), LatentMoments.Of(output), LatentFile.Moments(folder));
        }
        CriticLabels.Write(Path.Combine(output, "critic", "labels.json"));
        cancel.ThrowIfCancellationRequested();
        if (File.Exists(Path.Combine(folder, "upscaler.ckpt")))
            PictureGraphs.Upscaler(PictureRun.LoadUpscaler(folder), Path.Combine(output, "upscaler", "model.onnx"));

        var path = Path.Combine(output, "model.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        manifest["version"] = version;
        manifest["kinds"] = new JsonArray("picture", "caption", "enlarge");
        manifest["files"] = new JsonObject(PictureExport.Hashes(output).Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value)));
        manifest["sizes"] = new JsonArray([.. PictureExport.UpscaledSizes.Select(size => (JsonNode)size)]);
        manifest["paintedEdge"] = PictureRun.Size;
        File.WriteAllText(path, manifest.ToJsonString(new() { WriteIndented = true }) + "\n");
    }
}
