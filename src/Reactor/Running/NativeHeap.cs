using System.Runtime.InteropServices;

namespace Reactor.Running;

/// <summary>
/// The memory that SQLite, the compiler and the runtime allocate by malloc(3). The GNU C library keeps what was once needed; another one does as it does.
/// </summary>
internal static unsafe class NativeHeap
{
    /// <summary>Gives back what is free.</summary>
    public static void Trim()
    {
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out var trim))
            _ = ((delegate* unmanaged<nuint, int>)trim)(0);
    }
}
