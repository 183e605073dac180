using MuseSpark.Provenance.Tests;

namespace MuseSpark.Inference.Tests;

/// <summary>Runs scripts of a folder of this project in Node, with the packages that its package-lock.json pins; needs node and npm.</summary>
internal sealed class NodePeer(string folder)
{
    private readonly Lazy<string> _folder = new(() => Install(folder));

    public string Folder => _folder.Value;

    /// <returns>What the script wrote to its standard output.</returns>
    public string Run(string script, string input) => NodeProcess.Run("node", script, Folder, input);

    private static string Install(string name)
    {
        var folder = Path.Combine(RepositoryFiles.Root, "tests", "MuseSpark.Inference.Tests", name);
        NodeProcess.Install(folder);
        return folder;
    }
}

/// <summary>Tests that keep Node busy for long run by themselves, since others measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NodeCollection
{
    public const string Name = "Node";
}
