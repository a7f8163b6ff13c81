using System.Runtime.InteropServices;
using System.Text;
using Reactor.Actors.DialIn;

namespace Reactor.Actors.Steps;

/// <summary>A user of this machine, wherever the system knows it from (files, LDAP).</summary>
/// <param name="Uid">Its number.</param>
/// <param name="Gid">Its first group.</param>
public sealed record SystemUser(uint Uid, uint Gid)
{
    // The system's answer is one for the whole process.
    private static readonly Lock s_lock = new();

    /// <summary>The user of the daemon.</summary>
    public static uint Own => EffectiveUser.Id;

    /// <summary>Finds one; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    public static SystemUser? Find(string name)
    {
        lock (s_lock)
        {
            // struct passwd of Linux: name, password, uid, gid.
            var entry = GetUser([.. Encoding.UTF8.GetBytes(name), 0]);
            return entry == 0 ? null : new SystemUser((uint)Marshal.ReadInt32(entry, 2 * nint.Size), (uint)Marshal.ReadInt32(entry, (2 * nint.Size) + sizeof(int)));
        }
    }

    [DllImport("libc", EntryPoint = "getpwnam")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint GetUser(byte[] name);
}
