namespace MuseSpark.Provenance.Containers;

/// <summary>The carrier of a manifest store is broken, so that its store can't be told with certainty.</summary>
/// <param name="code">a C2PA status code, for instance "manifest.text.multipleWrappers"</param>
/// <param name="message">a sentence for people</param>
public sealed class ContainerException(string code, string message) : Exception(message)
{
    public string Code => code;

    /// <summary>A file that can't carry a store, or whose store lies in pieces.</summary>
    internal static ContainerException Broken(string message) => new("general.error", message);

    internal static ContainerException TwoStores() =>
        new("manifest.multipleStores", "The file carries two manifest stores; which one counts can't be told.");
}
