namespace MuseSpark.Inference.Downloads;

/// <summary>Which addresses models may come from: encrypted ones, and those on this machine.</summary>
internal static class RemoteAddress
{
    /// <returns>The address with a slash at its end, without which what is below it would take the place of its last part; null if it may not be used.</returns>
    public static Uri? Parse(string address) =>
        Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || IsHere(parsed)) ? parsed : null;

    public static bool IsHere(Uri address) => address is { Scheme: "http", IsLoopback: true };
}
