using System.Text;

namespace MuseSpark.Provenance.Jumbf;

/// <summary>A box that holds data.</summary>
/// <param name="Type">four characters, for instance "cbor"</param>
public sealed record ContentBox(string Type, ReadOnlyMemory<byte> Payload);

/// <summary>A JUMBF superbox as read: its description and what it holds, as views into the bytes that were read.</summary>
/// <param name="Whole">the box from its first header byte to its last</param>
/// <param name="Content">what a hashed URI hashes: description box and content boxes without the superbox's own header (C2PA 8.3)</param>
public sealed record Superbox(
    Guid Type,
    string Label,
    ReadOnlyMemory<byte> Whole,
    ReadOnlyMemory<byte> Content,
    IReadOnlyList<Superbox> Children,
    IReadOnlyList<ContentBox> Contents)
{
    /// <summary>The first content box of a type, or null.</summary>
    public ReadOnlyMemory<byte>? Data(string type) => Contents.FirstOrDefault(box => box.Type == type)?.Payload;

    public Superbox? Child(Guid type) => Children.FirstOrDefault(child => child.Type == type);

    /// <summary>Media type and bytes of an embedded file, or null.</summary>
    public (string MediaType, ReadOnlyMemory<byte> Bytes)? File
    {
        get
        {
            if (Type != BoxTypes.EmbeddedFile || Data("bfdb") is not { Length: > 2 } description || Data("bidb") is not { } bytes)
                return null;
            var name = description.Span[1..];
            var end = name.IndexOf((byte)0);
            return (Encoding.UTF8.GetString(end < 0 ? name : name[..end]), bytes);
        }
    }
}
