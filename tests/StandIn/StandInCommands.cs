using System.Runtime.InteropServices;
using System.Text;

namespace StandIn;

/// <summary>Command lines from a descriptor, as they come.</summary>
internal sealed partial class StandInCommands(int descriptor)
{
    private readonly StringBuilder _line = new();

    public int Descriptor => descriptor;

    /// <summary>What is there; false at its end.</summary>
    public bool Read(Action<string[]> obey)
    {
        Span<byte> buffer = stackalloc byte[4096];
        var count = Read(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
        if (count <= 0)
            return false;
        foreach (var b in buffer[..(int)count])
        {
            if (b != '\n')
            {
                _line.Append((char)b);
                continue;
            }

            obey(_line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
            _line.Clear();
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nint count);
}
