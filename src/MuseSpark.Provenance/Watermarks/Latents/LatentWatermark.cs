// Yang et al. 2024, "Gaussian Shading: Provable Performance-Lossless Image Watermarking for Diffusion Models", https://arxiv.org/abs/2404.04956.
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MuseSpark.Provenance.Watermarks.Latents;

/// <summary>
/// A mark in the noise that a picture is painted from: the signs of the noise are 64 bits of payload, repeated and hidden under a
/// keystream. To everybody without the key the noise is what it was, independent unit normals, so the picture is as good as any.
/// </summary>
/// <remarks>
/// A nonce must serve one picture only: the signs of two pictures with the same nonce are the same, and the mean of many would show them.
/// Safe for concurrent calls.
/// </remarks>
public sealed class LatentWatermark : IDisposable
{
    public const string Algorithm = "musespark.shading.1";

    /// <value>Bytes of a key.</value>
    public const int KeyLength = 32;

    /// <value>Bytes of a nonce.</value>
    public const int NonceLength = 12;

    /// <value>Bits of a payload.</value>
    public const int PayloadBits = 64;

    /// <value>Cells of a latent.</value>
    public const int MinCells = 256, MaxCells = 1 << 22;

    private const int BlockBits = 128;

    private readonly Aes _aes;
    private readonly Lock _lock = new();

    /// <param name="key">32 random bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public LatentWatermark(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength) throw new ArgumentException($"A watermark key has {KeyLength} bytes, not {key.Length}.", nameof(key));
        _aes = Aes.Create();
        _aes.Key = HKDF.DeriveKey(HashAlgorithmName.SHA256, key.ToArray(), KeyLength, info: "musespark.shading.1"u8.ToArray());
    }

    /// <summary>Gives unit normals the signs that carry the payload. Their sizes stay, and sign and size of a normal are independent: so they stay unit normals.</summary>
    /// <param name="noise">The cells in the order of the latent, overwritten.</param>
    /// <param name="nonce">12 bytes, used for this picture only.</param>
    /// <exception cref="ArgumentException">A length is out of range.</exception>
    public void Shape(Span<float> noise, ulong payload, ReadOnlySpan<byte> nonce)
    {
        var stream = Keystream(nonce, noise.Length);
        for (var i = 0; i < noise.Length; i++)
            noise[i] = MathF.CopySign(noise[i], SignOf(stream, i, payload));
    }

    /// <summary>What the noise that a picture was inverted to tells, if it was painted with this nonce.</summary>
    /// <exception cref="ArgumentException">A length is out of range.</exception>
    public LatentMarkReading Read(ReadOnlySpan<float> noise, ReadOnlySpan<byte> nonce)
    {
        var stream = Keystream(nonce, noise.Length);
        Span<double> votes = stackalloc double[PayloadBits];
        for (var i = 0; i < noise.Length; i++)
            votes[i % PayloadBits] += IsFlipped(stream, i) ? -noise[i] : noise[i];
        ulong payload = 0;
        for (var bit = 0; bit < PayloadBits; bit++)
            if (votes[bit] < 0) payload |= 1UL << bit;
        return new LatentMarkReading(payload, Match(noise, payload, stream));
    }

    /// <summary>How well the noise that a picture was inverted to agrees with one payload.</summary>
    /// <exception cref="ArgumentException">A length is out of range.</exception>
    public LatentMatch Match(ReadOnlySpan<float> noise, ulong payload, ReadOnlySpan<byte> nonce) => Match(noise, payload, Keystream(nonce, noise.Length));

    public void Dispose() => _aes.Dispose();

    private static LatentMatch Match(ReadOnlySpan<float> noise, ulong payload, byte[] stream)
    {
        var agreeing = 0;
        double sum = 0, squares = 0;
        for (var i = 0; i < noise.Length; i++)
        {
            var sign = SignOf(stream, i, payload);
            if (noise[i] < 0 == sign < 0) agreeing++;
            sum += sign * noise[i];
            squares += noise[i] * noise[i];
        }
        // Cells far from 0 keep their sign best, so they count for more. By chance the signs are coins, and the tail of such a
        // sum is nearly the normal one (Hoeffding 1963).
        return new LatentMatch(agreeing / (double)noise.Length, squares > 0 && double.IsFinite(squares) ? Tail.Normal(sum / Math.Sqrt(squares)) : 1);
    }

    private static float SignOf(byte[] stream, int cell, ulong payload) =>
        (payload >> cell % PayloadBits & 1) == 1 != IsFlipped(stream, cell) ? -1 : 1;

    private static bool IsFlipped(byte[] stream, int cell) => (stream[cell >> 3] >> (cell & 7) & 1) == 1;

    /// <summary>AES-256 in counter mode, built from its one block: ChaCha20 alone is not to be had from .NET, and AES has an instruction.</summary>
    private byte[] Keystream(ReadOnlySpan<byte> nonce, int cells)
    {
        if (nonce.Length != NonceLength) throw new ArgumentException($"A nonce has {NonceLength} bytes, not {nonce.Length}.", nameof(nonce));
        if (cells is < MinCells or > MaxCells) throw new ArgumentException($"A latent to mark has {MinCells} to {MaxCells} cells, not {cells}.");
        const int blockBytes = BlockBits / 8;
        var blocks = new byte[(cells + BlockBits - 1) / BlockBits * blockBytes];
        for (var i = 0; i < blocks.Length; i += blockBytes)
        {
            nonce.CopyTo(blocks.AsSpan(i));
            BinaryPrimitives.WriteInt32BigEndian(blocks.AsSpan(i + NonceLength), i / blockBytes);
        }
        lock (_lock) _aes.EncryptEcb(blocks, blocks, PaddingMode.None);
        return blocks;
    }
}

/// <param name="Payload">What each bit's cells say together: what a marked picture carries, and anything for another.</param>
/// <param name="Match">
/// How well the cells agree with that payload. As the payload was chosen to fit them, it agrees well with any
/// picture; only a payload known from elsewhere makes its P a proof.
/// </param>
public readonly record struct LatentMarkReading(ulong Payload, LatentMatch Match);

/// <param name="Accuracy">Share of the cells whose sign is as it should be; 0.5 by chance.</param>
/// <param name="P">The share of unmarked pictures with at least as much, for one payload; of N payloads tried, N times that.</param>
public readonly record struct LatentMatch(double Accuracy, double P);
