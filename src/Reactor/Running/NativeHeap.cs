using System.Runtime.InteropServices;

namespace Reactor.Running;

/// <summary>
/// The memory that SQLite, the compiler and the runtime allocate by malloc(3). The GNU C library has a heap of its own for each thread, and in each
/// stays what once was needed there: with ten thousand VMs 10 MiB and more. Other C libraries do as they do.
/// </summary>
internal static unsafe class NativeHeap
{
    private const int MostHeaps = -8; // M_ARENA_MAX

    /// <summary>Threads that begin from now on have no heaps of their own. Those that allocate much are few: they hardly ever wait for each other.</summary>
    public static void Share()
    {
        if (Find("mallopt") is not 0 and var set)
            _ = ((delegate* unmanaged<int, int, int>)set)(MostHeaps, 1);
    }

    /// <summary>Gives back what is free.</summary>
    public static void Trim()
    {
        if (Find("malloc_trim") is not 0 and var trim)
            _ = ((delegate* unmanaged<nuint, int>)trim)(0);
    }

    private static nint Find(string function) => NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), function, out var address) ? address : 0;
}
