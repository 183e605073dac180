namespace MuseSpark.Inference.Models;

/// <summary>A model can't be used as asked. The message is a sentence for people.</summary>
public sealed class ModelException(string message, Exception? cause = null) : Exception(message, cause);
