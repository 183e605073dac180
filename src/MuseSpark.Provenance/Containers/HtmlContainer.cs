using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MuseSpark.Provenance.Containers;

/// <summary>
/// HTML: the store as Base64 in <c>&lt;script type="application/c2pa"&gt;</c>, the last of the head (C2PA 2.4 section A.7), so
/// that a charset declaration stays within the first kilobyte. A page can point to a store elsewhere instead, with
/// <c>&lt;link rel="c2pa-manifest"&gt;</c>: its hash then covers the whole page.
/// </summary>
public sealed class HtmlContainer : IContainer
{
    private static ReadOnlySpan<byte> Open => "<script type=\"application/c2pa\">"u8;

    private static ReadOnlySpan<byte> Close => "</script>"u8;

    public string Name => "html";

    public IReadOnlyList<string> MediaTypes { get; } = ["text/html"];

    public bool Recognises(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(Encoding.UTF8.Preamble)) file = file[3..];
        file = file.TrimStart(" \t\r\n\f"u8);
        return StartsWith(file, "<!doctype html"u8) || StartsWith(file, "<html"u8);
    }

    public FoundStore? Find(ReadOnlyMemory<byte> file) => Search(file.Span, out _);

    /// <summary>The address of the store that the page points to, or null.</summary>
    /// <exception cref="ContainerException">as <see cref="Find"/></exception>
    public string? FindLink(ReadOnlySpan<byte> file)
    {
        Search(file, out var link);
        return link;
    }

    /// <summary>The page with a pointer to its store, for a page that has none.</summary>
    /// <exception cref="ContainerException">The page has no head.</exception>
    public byte[] Link(ReadOnlySpan<byte> bare, string address)
    {
        var splice = new Splice(bare);
        splice.Insert(HeadEnd(bare), Encoding.UTF8.GetBytes(
            $"<link rel=\"c2pa-manifest\" href=\"{WebUtility.HtmlEncode(address)}\" type=\"application/c2pa\">"));
        return splice.ToArray();
    }

    public byte[] Remove(ReadOnlyMemory<byte> file) => Splice.Without(file, Find(file));

    public ByteRange Plan(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store) =>
        new(HeadEnd(bare), Open.Length + Base64.GetMaxEncodedToUtf8Length(store.Length) + Close.Length);

    public byte[] Embed(ReadOnlySpan<byte> bare, ReadOnlySpan<byte> store)
    {
        var place = Plan(bare, store);
        var result = Splice.Gap(bare, place);
        var script = result.AsSpan((int)place.Start, (int)place.Length);
        Open.CopyTo(script);
        Base64.EncodeToUtf8(store, script[Open.Length..^Close.Length], out _, out _);
        Close.CopyTo(script[^Close.Length..]);
        return result;
    }

    public void Hash(ReadOnlyMemory<byte> file, IReadOnlyList<ByteRange> exclusions, IncrementalHash hash) =>
        OutsideHash.Append(file.Span, exclusions, hash);

    private static FoundStore? Search(ReadOnlySpan<byte> file, out string? link)
    {
        FoundStore? found = null;
        link = null;
        var tags = new HtmlHead(file);
        while (tags.MoveNext())
        {
            var tag = tags.Current;
            var isStore = tag.Name == "script"
                && string.Equals(tag.Attribute(file, "type")?.Trim(), "application/c2pa", StringComparison.OrdinalIgnoreCase);
            var isLink = tag.Name == "link" && (tag.Attribute(file, "rel") ?? "")
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains("c2pa-manifest", StringComparer.OrdinalIgnoreCase);
            if (!isStore && !isLink) continue;
            if (found is not null || link is not null)
                throw new ContainerException("manifest.html.multipleManifests", "The page carries two manifest stores; which one counts can't be told.");
            if (isLink) link = tag.Attribute(file, "href")?.Trim() ?? "";
            else found = StoreIn(file, tag, tags.ContentEnd);
        }
        return found;
    }

    private static FoundStore StoreIn(ReadOnlySpan<byte> file, HtmlTag script, int contentEnd)
    {
        var close = file[contentEnd..].IndexOf((byte)'>');
        if (close < 0) throw ContainerException.Broken("The manifest store of the page has no end.");
        var base64 = file[script.End..contentEnd];
        var store = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        return Base64.DecodeFromUtf8(base64, store, out _, out var length) == OperationStatus.Done
            ? new FoundStore(store.AsMemory(0, length), new ByteRange(script.Start, contentEnd + close + 1 - script.Start))
            : throw ContainerException.Broken("The manifest store of the page is not Base64.");
    }

    private static int HeadEnd(ReadOnlySpan<byte> file)
    {
        var tags = new HtmlHead(file);
        while (tags.MoveNext()) { }
        return tags.End >= 0 ? tags.End : throw ContainerException.Broken("The page has no </head>, before which its manifest store goes.");
    }

    private static bool StartsWith(ReadOnlySpan<byte> file, ReadOnlySpan<byte> start) =>
        file.Length > start.Length && Ascii.EqualsIgnoreCase(file[..start.Length], start);
}
