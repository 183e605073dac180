using System.Runtime.CompilerServices;
using System.Text;

namespace MuseSpark.Inference.Onnx;

/// <summary>A tensor's name as zero-terminated UTF-8 at an address that stays.</summary>
internal sealed unsafe class NativeName
{
    private readonly byte[] _bytes;

    public NativeName(string name)
    {
        // The pinned heap never moves an array, and the array lives as long as this object.
        _bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(name) + 1, pinned: true);
        Encoding.UTF8.GetBytes(name, _bytes);
    }

    public byte* Pointer => (byte*)Unsafe.AsPointer(ref _bytes[0]);
}
