namespace Reactor.Qmp;

/// <summary>A socket that is not Reactor's to open.</summary>
/// <param name="Owner">Whose it is: <c>libvirt</c>, <c>proxmox</c> or <c>guest-agent</c>.</param>
/// <param name="Message">Why it is refused.</param>
/// <param name="Advice">What to do.</param>
public sealed record ForeignSocket(string Owner, string Message, string Advice);

/// <summary>
/// Knows by their paths the monitors that libvirt and Proxmox VE keep for themselves (a monitor serves one client; libvirt ends a guest whose
/// monitor it can't get back), and sockets of guest agents, which speak no QMP. Pure.
/// </summary>
public static class ForeignSockets
{
    private const string SecondMonitor = "give Reactor a monitor of its own beside it";

    private static readonly (string Owner, string[] Globs, string Message, string Advice)[] s_known =
    [
        ("guest-agent", ["*.qga", "*/org.qemu.guest_agent*", "*/qga.sock", "/var/lib/libvirt/qemu/channel/*", "/run/libvirt/qemu/channel/*"],
            "this is the socket of a guest agent, which speaks no QMP and serves another program", "name the socket of a -qmp option"),
        ("libvirt", ["/var/lib/libvirt/qemu/*/monitor.sock", "/var/lib/libvirt/qemu/*.monitor", "/run/libvirt/*", "/var/run/libvirt/*", "*/libvirt/qemu/lib/domain-*/monitor.sock"],
            "this monitor is libvirt's own: it serves one client, and libvirt ends a guest whose monitor it can't get back",
            SecondMonitor + ": <qemu:commandline> with -qmp unix:/run/vms/NAME.qmp,server=on,wait=off"),
        ("proxmox", ["/run/qemu-server/*", "/var/run/qemu-server/*"],
            "this monitor is Proxmox VE's own: it serves one client, and Proxmox can't manage the guest meanwhile",
            SecondMonitor + ": qm set ID --args '-qmp unix:/run/vms/NAME.qmp,server=on,wait=off'"),
    ];

    /// <summary>Whose socket this is; null for nobody's that is known.</summary>
    /// <param name="path">An absolute path, or a pattern of paths.</param>
    public static ForeignSocket? Find(string path)
    {
        foreach (var (owner, globs, message, advice) in s_known)
        {
            foreach (string glob in globs)
            {
                if (Glob.IsMatch(glob, path))
                    return new ForeignSocket(owner, message, advice);
            }
        }

        return null;
    }
}
