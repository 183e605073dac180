using System.Xml;
using System.Xml.Linq;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

/// <summary>The one statement that MuseSpark makes in XMP (ISO 16684-1): where the picture comes from.</summary>
internal static class XmpPacket
{
    /// <summary>Characters that a packet may have; a picture's own XMP is a few thousand.</summary>
    public const int MaxLength = 4 << 20;

    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XName SourceType = XName.Get("DigitalSourceType", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/");

    /// <summary>The value of Iptc4xmpExt:DigitalSourceType, or null when the packet has none or is not XML.</summary>
    public static string? SourceTypeIn(string packet)
    {
        try
        {
            var rdf = Parse(packet).Descendants(Rdf + "RDF").FirstOrDefault();
            var description = rdf?.Elements(Rdf + "Description").FirstOrDefault(HasSourceType);
            if (description is null) return null;
            var element = description.Element(SourceType);
            return (string?)description.Attribute(SourceType) ?? (string?)element?.Attribute(Rdf + "resource") ?? element?.Value.Trim();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The packet with this source type and everything else that it says; a new packet for null.</summary>
    /// <exception cref="ContainerException">The packet is not XMP.</exception>
    public static string WithSourceType(string? packet, string sourceType)
    {
        try
        {
            var document = Parse(packet ?? Empty);
            var rdf = document.Descendants(Rdf + "RDF").FirstOrDefault() ?? throw NotXmp();
            var said = rdf.Elements(Rdf + "Description").Where(HasSourceType).ToArray();
            foreach (var earlier in said)
            {
                earlier.Attribute(SourceType)?.Remove();
                earlier.Elements(SourceType).Remove();
            }
            var description = said.FirstOrDefault();
            if (description is null)
            {
                var about = (string?)rdf.Element(Rdf + "Description")?.Attribute(Rdf + "about") ?? "";
                var prefix = new XAttribute(XNamespace.Xmlns + "Iptc4xmpExt", SourceType.NamespaceName);
                rdf.Add(description = new XElement(Rdf + "Description", new XAttribute(Rdf + "about", about), prefix));
            }
            description.SetAttributeValue(SourceType, sourceType);
            return document.ToString(SaveOptions.DisableFormatting);
        }
        catch (XmlException)
        {
            throw NotXmp();
        }
    }

    private const string Empty =
        "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
        + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";

    private static bool HasSourceType(XElement description) =>
        description.Attribute(SourceType) is not null || description.Element(SourceType) is not null;

    private static XDocument Parse(string packet)
    {
        using var text = new StringReader(packet.Trim('\uFEFF', '\0', ' ', '\r', '\n', '\t'));
        // No DTD: its entities could grow without end or name files.
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = MaxLength };
        using var reader = XmlReader.Create(text, settings);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    private static ContainerException NotXmp() =>
        ContainerException.Broken("The XMP that the picture carries can't be read, so nothing can be added to it.");
}
