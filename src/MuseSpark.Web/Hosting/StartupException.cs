namespace MuseSpark.Web.Hosting;

/// <summary>The server can't start as it is set up; the message says to its operator what to do.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner)
{
    public const int ExitCode = 3;
}
