using MuseSpark.Training.Scenes;
using MuseSpark.Training.Words;

namespace MuseSpark.Training.Image;

/// <summary>The picture half of the command table, in the order of use.</summary>
internal static class PictureCommands
{
    public static readonly Command[] All =
    [
        new("art", "fetch the drawings the scenes are made of (needs npm)", SceneCommands.FetchArt),
        new("scenes look", "labelled sheets of every noun, place and relation, and scenes with captions", SceneCommands.Look),
        new("scenes", "compose described scenes for training", SceneCommands.Write),
        new("picture check", "compare the normalisation kernel with plain torch", NormCheck.Run),
        new("picture autoencoder", "train the autoencoder on scenes", AutoEncoderTraining.Run),
        new("picture extend", "put critic and upscaler into a model folder that is there already", PictureExtension.Run),
        new("picture import", "make checkpoints from a shipped model folder, to train it further", PictureImport.Run),
        new("picture captions", "train tokenizer and caption encoder on the scenes' descriptions", CaptionTraining.Run),
        new("picture latents", "encode all scenes once with the trained autoencoder", LatentFile.Run),
        new("critic train", "teach the critic to tell what a scene shows, from the latents", CriticTraining.Run),
        new("picture train", "train caption encoder and denoiser on the latents", FlowTraining.Run),
        new("upscaler train", "train the upscaler on scenes of 256 pixels", UpscalerTraining.Run),
        new("picture sample", "draw a contact sheet of the same forty prompts", PictureSample.Run),
        new("picture evaluate", "measure autoencoder and denoiser on held-out scenes", PictureEvaluation.Run),
        new("picture words", "write which words the model was taught and which those stand in for (needs npm)", WordsCommand.Run),
        new("picture export", "write the ONNX model folder and compare it with torch", PictureExport.Run),
    ];
}
