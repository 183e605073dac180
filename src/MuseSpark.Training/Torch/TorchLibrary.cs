using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MuseSpark.Training.Torch;

/// <summary>
/// Loads torch's native library. TorchSharp's Linux build asks libstdc++ for one symbol of GCC 13
/// (<c>std::ios_base_library_init</c>, GLIBCXX_3.4.32), which Debian 12 lacks. Where that stops the loader, the copy in the
/// output folder (never the package's) gets a small library that defines the symbol. Needs g++ and patchelf, once.
/// </summary>
public static class TorchLibrary
{
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const string ShimSource = """
        #include <iostream>
        extern "C" void _ZSt21ios_base_library_initv() { static std::ios_base::Init streams; }
        """;

    // .gnu.version_r names a version by its ELF hash; this is GLIBCXX_3.4.32, little endian.
    private static readonly byte[] VersionHash = [0x42, 0xf8, 0x97, 0x02];
    private const byte WeakVersionFlag = 2;

    public static void Load()
    {
        if (OperatingSystem.IsLinux())
        {
            var path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
            if (File.Exists(path)) LoadOrRepair(path);
        }
        _ = TorchSharp.torch.get_num_threads();
    }

    private static void LoadOrRepair(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (DllNotFoundException problem) when (problem.Message.Contains("GLIBCXX_3.4.32", StringComparison.Ordinal))
        {
            Repair(path);
            NativeLibrary.Load(path);
        }
    }

    private static void Repair(string path)
    {
        Console.Error.WriteLine("This system's libstdc++ is older than torch's library expects; adding the missing symbol to the copy in the output folder.");
        var folder = Path.GetDirectoryName(path)!;
        var source = Path.Combine(folder, "iosinit.cpp");
        var repaired = path + ".repaired";
        File.WriteAllText(source, ShimSource);
        File.Copy(path, repaired, overwrite: true);
        RunTool("g++", "-O2", "-shared", "-fPIC", "-o", Path.Combine(folder, "libiosinit.so"), source);
        RunTool("patchelf", "--clear-symbol-version", Symbol, "--add-needed", "libiosinit.so", "--set-rpath", "$ORIGIN", repaired);

        // The requirement itself still stands in the version table: mark it weak, so that the loader accepts its absence.
        // Each entry of the table is hash (4 bytes), flags (2), ...
        var bytes = File.ReadAllBytes(repaired);
        var at = bytes.AsSpan().IndexOf(VersionHash);
        if (at < 0) throw new InvalidOperationException($"{path} has no version entry GLIBCXX_3.4.32; this build of TorchSharp needs another remedy.");
        bytes[at + 4] = WeakVersionFlag;
        bytes[at + 5] = 0;
        File.WriteAllBytes(repaired, bytes);
        File.Move(repaired, path, overwrite: true);
    }

    private static void RunTool(string tool, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{tool} failed: {errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new UsageException($"'{tool}' is needed once to make torch loadable on this system. Install it: apt-get install g++ patchelf");
        }
    }
}
