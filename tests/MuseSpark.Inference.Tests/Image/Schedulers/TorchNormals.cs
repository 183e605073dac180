namespace MuseSpark.Inference.Tests.Image.Schedulers;

/// <summary>
/// torch.randn on the CPU for 16 values or more: MT19937, 24-bit uniforms, Box-Muller over blocks of 16.
/// Only here to reproduce published sums; the product has a generator of its own.
/// </summary>
public sealed class TorchNormals
{
    private const int StateLength = 624, Middle = 397;

    private readonly uint[] _state = new uint[StateLength];
    private int _next = StateLength;

    public TorchNormals(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < StateLength; i++)
            _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
    }

    /// <param name="values">A multiple of 16 long.</param>
    public void Fill(Span<float> values)
    {
        Assert.True(values.Length > 0 && values.Length % 16 == 0);
        foreach (ref var value in values)
            value = (NextUInt() & 0xFFFFFF) / 16777216f;

        for (var block = 0; block < values.Length; block += 16)
        {
            for (var j = block; j < block + 8; j++)
            {
                var radius = Math.Sqrt(-2 * Math.Log(1 - values[j]));
                var angle = 2 * Math.PI * values[j + 8];
                values[j] = (float)(radius * Math.Cos(angle));
                values[j + 8] = (float)(radius * Math.Sin(angle));
            }
        }
    }

    public uint NextUInt()
    {
        if (_next == StateLength)
            Twist();
        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    private void Twist()
    {
        for (var i = 0; i < StateLength; i++)
        {
            var y = (_state[i] & 0x80000000u) | (_state[(i + 1) % StateLength] & 0x7FFFFFFFu);
            _state[i] = _state[(i + Middle) % StateLength] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DFu);
        }
        _next = 0;
    }
}
