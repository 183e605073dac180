using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Tests.Containers;

public sealed class ZipContainerTests
{
    private static readonly ZipContainer Zip = new();
    private static readonly byte[] Store = Samples.Store(5_000);

    [Fact]
    public void A_signed_book_is_an_archive_that_others_read()
    {
        using var archive = new ZipArchive(new MemoryStream(Zip.Embed(Samples.Epub, Store)));
        Assert.Equal(["mimetype", "META-INF/container.xml", "text/chapter-1.xhtml", "META-INF/content_credential.c2pa"], archive.Entries.Select(entry => entry.FullName));
        using var content = archive.Entries[3].Open();
        using var read = new MemoryStream();
        content.CopyTo(read); // checks the checksum
        Assert.Equal(Store, read.ToArray());
        Assert.Equal(Store.Length, archive.Entries[3].CompressedLength);
        using var chapter = new StreamReader(archive.Entries[2].Open());
        Assert.StartsWith("It was a dark", chapter.ReadToEnd());
    }

    [Fact]
    public void The_hashes_are_those_of_the_archive_with_zeros_for_a_store()
    {
        var planned = Zip.HashCollection(Zip.Embed(Samples.Epub, new byte[Store.Length]), HashAlgorithmName.SHA256);
        var signed = Zip.HashCollection(Zip.Embed(Samples.Epub, Store), HashAlgorithmName.SHA256);
        Assert.Equal(planned.CentralDirectory, signed.CentralDirectory);
        Assert.Equal(["mimetype", "META-INF/container.xml", "text/chapter-1.xhtml"], signed.Members.Select(member => member.Uri));
        Assert.Equal(planned.Members.Select(member => Convert.ToHexString(member.Hash)), signed.Members.Select(member => Convert.ToHexString(member.Hash)));
        // The first file: a local header of 30 bytes, its name, its 20 bytes as they are.
        Assert.Equal(58, signed.Members[0].Size);
        Assert.Equal(SHA256.HashData(Samples.Epub.AsSpan(0, 58)), signed.Members[0].Hash);
    }

    /// <summary>C2PA 2.4 section A.6.2.2: from the first central header to the end of the end record, without the store's crc-32.</summary>
    [Fact]
    public void The_directory_hash_leaves_out_the_checksum_of_the_store_and_nothing_else()
    {
        var file = Zip.Embed(Samples.Epub, Store);
        var hash = Convert.ToHexString(Zip.HashCollection(file, HashAlgorithmName.SHA256).CentralDirectory);
        var start = (int)Zip.Find(file)!.Place.End;
        var header = start + file.AsSpan(start).IndexOf("META-INF/content_credential.c2pa"u8) - 46;
        Assert.Equal(hash, Convert.ToHexString(SHA256.HashData([.. file[start..(header + 16)], .. file[(header + 20)..]])));
    }

    [Fact]
    public void A_store_in_the_middle_can_be_taken_out()
    {
        // Another writer put its store first.
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var entry = archive.CreateEntry("META-INF/content_credential.c2pa", CompressionLevel.NoCompression).Open()) entry.Write(Store);
            using (var entry = archive.CreateEntry("story.txt").Open()) entry.Write("The end."u8);
        }
        using var bare = new ZipArchive(new MemoryStream(Zip.Remove(stream.ToArray())));
        using var story = new StreamReader(Assert.Single(bare.Entries).Open());
        Assert.Equal("The end.", story.ReadToEnd());
    }

    [Fact]
    public void A_data_descriptor_belongs_to_its_file()
    {
        using var stream = new MemoryStream();
        // A stream without a way back: .NET writes the sizes after the data.
        using (var archive = new ZipArchive(new OneWay(stream), ZipArchiveMode.Create))
        {
            foreach (var name in new[] { "a.txt", "b.txt" })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.ASCII.GetBytes(new string('a', 1_000)));
            }
        }
        var file = stream.ToArray();
        var members = Zip.HashCollection(file, HashAlgorithmName.SHA256).Members;
        Assert.Equal(file.AsSpan().IndexOf("PK\x01\x02"u8), members.Sum(member => member.Size));
        Assert.Equal("PK\x07\x08"u8.ToArray(), file.AsSpan((int)members[0].Size - 16, 4).ToArray());
        Assert.Equal(Store, Zip.Find(Zip.Embed(file, Store))!.Store.ToArray());
    }

    [Fact]
    public void Bytes_that_no_hash_would_cover_are_refused()
    {
        byte[] hidden = [.. "stub"u8, .. Samples.Epub];
        Assert.Throws<ContainerException>(() => Zip.HashCollection(hidden, HashAlgorithmName.SHA256));
        byte[] trailing = [.. Samples.Epub, 0];
        Assert.Throws<ContainerException>(() => Zip.Find(trailing));
        // Bytes between the last file and the directory.
        var directory = Samples.Epub.AsSpan().IndexOf("PK\x01\x02"u8);
        byte[] gap = [.. Samples.Epub[..directory], 0, .. Samples.Epub[directory..]];
        gap[^6] = (byte)(directory + 1);
        Assert.Throws<ContainerException>(() => Zip.HashCollection(gap, HashAlgorithmName.SHA256));
        Assert.Throws<ContainerException>(() => Zip.Embed(gap, Store));
    }

    [Fact]
    public void A_compressed_store_is_refused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("META-INF/content_credential.c2pa").Open();
            entry.Write(new byte[1_000]);
        }
        Assert.Throws<ContainerException>(() => Zip.Find(stream.ToArray()));
    }

    private sealed class OneWay(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
