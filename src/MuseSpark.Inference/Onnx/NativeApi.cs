using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MuseSpark.Inference.Onnx;

/// <summary>
/// The few functions of ONNX Runtime's C API that a decoding loop calls for each token. The managed package makes an
/// object for each tensor that a run returns and a copy of each name that it binds, some kilobytes a token.
/// </summary>
/// <remarks>
/// The function table is append-only by contract (onnxruntime_c_api.h), so positions stay right in later versions. Values
/// are raw pointers: whoever gets one from here gives it back with <see cref="Release"/>.
/// </remarks>
internal static unsafe class NativeApi
{
    private const int ApiVersion = 20;

    private static readonly nint* Table = LoadTable();
    private static readonly nint Allocator = DefaultAllocator();
    private static readonly nint CpuMemory = OrtMemoryInfo.DefaultInstance.DangerousGetHandle();

    /// <summary>A tensor over memory that the caller keeps in place for as long as the tensor is in use.</summary>
    public static nint CreateTensor(void* data, nuint bytes, ReadOnlySpan<long> shape, TensorElementType type)
    {
        nint value;
        fixed (long* dimensions = shape)
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Table[49])(
                CpuMemory, data, bytes, dimensions, (nuint)shape.Length, (int)type, &value));
        return value;
    }

    /// <summary>A tensor with memory of its own, whose content is not set.</summary>
    public static nint CreateTensor(ReadOnlySpan<long> shape, TensorElementType type)
    {
        nint value;
        fixed (long* dimensions = shape)
            Check(((delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)Table[48])(Allocator, dimensions, (nuint)shape.Length, (int)type, &value));
        return value;
    }

    /// <summary>A tensor's memory, which goes with its last holder.</summary>
    public static Span<byte> Data(nint value)
    {
        void* data;
        nuint bytes;
        Check(((delegate* unmanaged<nint, void**, nint>)Table[51])(value, &data));
        Check(((delegate* unmanaged<nint, nuint*, nint>)Table[318])(value, &bytes));
        return new Span<byte>(data, checked((int)bytes));
    }

    public static void Release(nint value) => ((delegate* unmanaged<nint, void>)Table[96])(value);

    /// <summary>Binds a tensor, of which the binding then holds a share of its own.</summary>
    public static void BindInput(OrtIoBinding binding, NativeName name, nint value) =>
        Check(((delegate* unmanaged<nint, byte*, nint, nint>)Table[136])(binding.DangerousGetHandle(), name.Pointer, value));

    /// <summary>Has runs write into a tensor, of which the binding then holds a share of its own.</summary>
    public static void BindOutput(OrtIoBinding binding, NativeName name, nint value) =>
        Check(((delegate* unmanaged<nint, byte*, nint, nint>)Table[137])(binding.DangerousGetHandle(), name.Pointer, value));

    /// <summary>Has the next run put a new tensor of its own under the name.</summary>
    public static void BindFreshOutput(OrtIoBinding binding, NativeName name) =>
        Check(((delegate* unmanaged<nint, byte*, nint, nint>)Table[138])(binding.DangerousGetHandle(), name.Pointer, CpuMemory));

    /// <summary>The tensors of the last run, in the order of binding.</summary>
    public static void GetOutputs(OrtIoBinding binding, Span<nint> values)
    {
        nint* bound;
        nuint count;
        Check(((delegate* unmanaged<nint, nint, nint**, nuint*, nint>)Table[140])(binding.DangerousGetHandle(), Allocator, &bound, &count));
        var outputs = new ReadOnlySpan<nint>(bound, checked((int)count));
        outputs.CopyTo(values);
        Check(((delegate* unmanaged<nint, void*, nint>)Table[76])(Allocator, bound));
    }

    private static nint* LoadTable()
    {
        // The managed package has loaded the library by its own rules by now; this finds the same one.
        _ = OrtEnv.Instance();
        var library = NativeLibrary.Load("onnxruntime", typeof(InferenceSession).Assembly, null);
        var basis = ((delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase"))();
        var table = ((delegate* unmanaged<uint, nint*>)basis[0])(ApiVersion);
        return table is not null ? table : throw new NotSupportedException("This ONNX Runtime doesn't offer its C API.");
    }

    private static nint DefaultAllocator()
    {
        nint allocator;
        Check(((delegate* unmanaged<nint*, nint>)Table[78])(&allocator));
        return allocator;
    }

    private static void Check(nint status)
    {
        if (status == 0) return;
        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Table[2])(status));
        ((delegate* unmanaged<nint, void>)Table[93])(status);
        throw new InvalidOperationException(message);
    }
}
