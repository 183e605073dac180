namespace MuseSpark.Inference.Packs;

public enum PackStage { Downloading, Converting }

/// <param name="Done">Part of the stage, 0 to 1.</param>
public readonly record struct PackProgress(PackStage Stage, double Done);
