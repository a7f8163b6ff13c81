using Reactor.Qmp;

namespace Reactor.Init;

/// <summary>Finds the monitors in the command line of a QEMU: <c>-qmp</c>, and <c>-mon</c> with its <c>-chardev</c>. Pure.</summary>
internal static class QemuCommandLine
{
    // What libvirt calls its own monitor; the socket was opened before and is handed over.
    private const string LibvirtMonitor = "charmonitor";

    /// <summary>Whether a program is a QEMU system emulator.</summary>
    public static bool IsQemu(string program)
    {
        var name = Path.GetFileName(program);
        return name.StartsWith("qemu-system-", StringComparison.Ordinal) || name is "qemu-kvm" or "kvm";
    }

    /// <summary>Its QMP monitors on unix sockets.</summary>
    /// <param name="arguments">Program and arguments.</param>
    /// <param name="folder">Its working folder, to which paths are relative.</param>
    public static IReadOnlyList<FoundMonitor> Read(IReadOnlyList<string> arguments, string folder)
    {
        if (arguments.Count == 0 || !IsQemu(arguments[0]))
        {
            return [];
        }
        var options = Options(arguments).ToList();
        var vm = options.Where(o => o.Name == "name").Select(o => Value(o.Value, "guest")).LastOrDefault() ?? "";
        var sockets = options.Where(o => o.Name == "chardev" && o.Value.StartsWith("socket,", StringComparison.Ordinal))
            .Select(o => o.Value).ToLookup(value => Value(value, "id") ?? "", StringComparer.Ordinal);
        return [.. options.SelectMany(o => Of(o.Name, o.Value)).Distinct()];

        IEnumerable<FoundMonitor> Of(string name, string value) => name switch
        {
            "qmp" or "qmp-pretty" when value.StartsWith("unix:", StringComparison.Ordinal) => [Socket(Split(value).First()["unix:".Length..], value)],
            "qmp" or "qmp-pretty" when value.StartsWith("chardev:", StringComparison.Ordinal) => Chardev(value["chardev:".Length..]),
            "mon" when Value(value, "mode") == "control" => Chardev(Value(value, "chardev") ?? Split(value).First()),
            _ => [],
        };

        IEnumerable<FoundMonitor> Chardev(string id) => sockets[id].Select(socket => Value(socket, "path") is { } path ? Socket(path, socket) : HandedOver(id, socket)).OfType<FoundMonitor>();

        FoundMonitor? HandedOver(string id, string socket) => Value(socket, "fd") is not null && id == LibvirtMonitor
            ? new FoundMonitor(vm, "", MonitorUse.Foreign, Note(ForeignSockets.Find("/var/lib/libvirt/qemu/domain-1/monitor.sock")!))
            : null;

        FoundMonitor Socket(string path, string settings)
        {
            var full = Path.GetFullPath(path.Length > 0 ? path : "/", folder);
            return ForeignSockets.Find(full) is { } foreign ? new FoundMonitor(vm, full, MonitorUse.Foreign, Note(foreign))
                : Split(settings).Any(part => part is "server" or "server=on" or "server=yes") ? new FoundMonitor(vm, full, MonitorUse.Free)
                : new FoundMonitor(vm, full, MonitorUse.Dials, "QEMU dials this socket itself: name it under `listen` where nobody else listens there");
        }
    }

    /// <summary>What is wrong with a socket of others, and what to do.</summary>
    public static string Note(ForeignSocket foreign) => $"{foreign.Message}: {foreign.Advice}";

    private static IEnumerable<(string Name, string Value)> Options(IReadOnlyList<string> arguments)
    {
        for (var i = 1; i + 1 < arguments.Count; i++)
        {
            if (arguments[i].StartsWith('-'))
            {
                yield return (arguments[i].TrimStart('-'), arguments[i + 1]);
            }
        }
    }

    // The first part may stand without its key: -name web1 is -name guest=web1.
    private static string? Value(string text, string key)
    {
        var parts = Split(text).ToList();
        return parts.Where(part => part.StartsWith(key + "=", StringComparison.Ordinal)).Select(part => part[(key.Length + 1)..]).LastOrDefault()
            ?? (key == "guest" && parts is [var first, ..] && !first.Contains('=', StringComparison.Ordinal) ? first : null);
    }

    // A comma that is meant is written twice.
    private static IEnumerable<string> Split(string text)
    {
        const char Comma = '\0';
        return text.Replace(",,", Comma.ToString(), StringComparison.Ordinal).Split(',').Select(part => part.Replace(Comma, ','));
    }
}
