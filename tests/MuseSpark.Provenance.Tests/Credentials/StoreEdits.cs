using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>Changes to a store whose boxes stay well-formed.</summary>
public static class StoreEdits
{
    /// <param name="edit">what to put in the place of a superbox: null leaves it as it is, none removes it, more add boxes</param>
    public static byte[] Edit(ReadOnlyMemory<byte> store, Func<Superbox, IEnumerable<byte[]>?> edit) =>
        Rebuild(JumbfReader.Read(store, out _)!, edit).Single();

    /// <summary>The assertion store with another assertion in it.</summary>
    public static byte[] AddAssertion(ReadOnlyMemory<byte> store, byte[] assertion) =>
        Edit(store, box => box.Type == BoxTypes.AssertionStore ? [Superbox(box, [.. box.Children.Select(child => child.Whole.ToArray()), assertion])] : null);

    /// <summary>The store with another manifest in it, before all others: the active one stays the last.</summary>
    public static byte[] AddManifest(ReadOnlyMemory<byte> store, byte[] manifest) =>
        Edit(store, box => box.Type == BoxTypes.Store ? [Superbox(box, [manifest, .. box.Children.Select(child => child.Whole.ToArray())])] : null);

    /// <summary>The store with one assertion of one manifest changed.</summary>
    /// <param name="edit">as in <see cref="Edit"/></param>
    public static byte[] EditAssertion(ReadOnlyMemory<byte> store, string manifest, string label, Func<Superbox, IEnumerable<byte[]>> edit) =>
        Edit(store, box => box.Label == manifest ? [Edit(box.Whole, inner => inner.Label == label ? edit(inner) : null)] : null);

    private static IEnumerable<byte[]> Rebuild(Superbox box, Func<Superbox, IEnumerable<byte[]>?> edit)
    {
        if (edit(box) is { } instead) return instead;
        return box.Children.Count == 0
            ? [box.Whole.ToArray()]
            : [Superbox(box, [.. box.Children.SelectMany(child => Rebuild(child, edit))])];
    }

    private static byte[] Superbox(Superbox box, IReadOnlyList<byte[]> contents) =>
        JumbfWriter.Superbox(box.Type, box.Label, [.. contents.Select(content => (ReadOnlyMemory<byte>)content)]);
}
