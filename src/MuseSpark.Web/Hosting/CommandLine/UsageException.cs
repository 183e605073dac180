namespace MuseSpark.Web.Hosting.CommandLine;

/// <summary>What was asked for can't be done; the message says why, and what to do instead.</summary>
public sealed class UsageException(string message) : Exception(message);
