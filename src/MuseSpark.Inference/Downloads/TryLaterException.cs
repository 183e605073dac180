namespace MuseSpark.Inference.Downloads;

/// <summary>A server has too much to do, and perhaps said for how long.</summary>
internal sealed class TryLaterException(string message, TimeSpan? pause) : HttpRequestException(message)
{
    public TimeSpan? Pause => pause;
}
