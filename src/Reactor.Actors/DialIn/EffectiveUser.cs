using System.Runtime.InteropServices;

namespace Reactor.Actors.DialIn;

/// <summary>The user that this process runs as.</summary>
internal static class EffectiveUser
{
    /// <summary>Its number.</summary>
    public static uint Id { get; } = GetEffectiveUserId();

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUserId();
}
