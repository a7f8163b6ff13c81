using System.Globalization;
using System.Text;
using System.Text.Json;
using Reactor.Output;
using Reactor.Qmp;

namespace Reactor.Init;

/// <summary>The files of a first configuration, by their paths in its folder. Pure: what they say of the host is given.</summary>
internal static class InitialFiles
{
    /// <summary>VMs that are listed at most; with more, a folder is better named than its sockets.</summary>
    internal const int MostVms = 100;

    private const int LongestName = 64;

    /// <summary>Writes them.</summary>
    /// <param name="monitors">What was found on the host.</param>
    /// <param name="store">Where the store is to be; null: beside the configuration.</param>
    public static IReadOnlyList<(string Path, string Text)> For(IReadOnlyList<FoundMonitor> monitors, string? store) =>
    [
        ("reactor.yaml", Configuration(monitors, store)),
        ("rules/guest.yaml", Rules),
    ];

    /// <summary>The monitors that are listed.</summary>
    public static IReadOnlyList<(string Name, string Path)> Listed(IReadOnlyList<FoundMonitor> monitors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. monitors.Where(IsUsable).DistinctBy(monitor => monitor.Path).Take(MostVms).Select(monitor => (Unique(NameOf(monitor), names), monitor.Path))];
    }

    private static string Configuration(IReadOnlyList<FoundMonitor> monitors, string? store)
    {
        var text = new StringBuilder();
        text.Append(Head);
        Vms(text, monitors);
        text.Append(Rest);
        if (store is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"store: {{sqlite: {{path: {Quoted(store)}}}}}\n");
        }
        return text.ToString();
    }

    private static void Vms(StringBuilder text, IReadOnlyList<FoundMonitor> monitors)
    {
        var listed = Listed(monitors);
        if (listed.Count > 0)
        {
            text.Append("# Found on this host; nobody was connected to yet. Reactor connects to all of them: take out those that are not yours.\nvms:\n");
            foreach (var (name, path) in listed)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {{name: {Quoted(name)}, qmp: {Quoted("unix:" + path)}}}\n");
            }
            text.Append("# For VMs that come and go, the folder: every socket of that name is a VM.\n# discover:\n#   - {sockets: \"/run/qemu/*.qmp\"}\n");
        }
        else
        {
            text.Append(NothingFound);
        }
        var left = monitors.Where(monitor => !IsUsable(monitor)).ToList();
        var more = monitors.Where(IsUsable).DistinctBy(monitor => monitor.Path).Count() - listed.Count;
        if (left.Count > 0 || more > 0)
        {
            text.Append("\n# Left out:\n");
        }
        foreach (var monitor in left.Take(MostVms))
        {
            var what = string.Join(' ', new[] { monitor.Vm, monitor.Path }.Where(part => part.Length > 0));
            text.Append(CultureInfo.InvariantCulture, $"#   {Comment(what)}:\n#     {Comment(monitor.Note.Length > 0 ? monitor.Note : "its path can't be written here as it is, or is too long: name it by hand")}\n");
        }
        var untold = Math.Max(0, left.Count - MostVms) + more;
        if (untold > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"#   and {untold} more: `discover` takes all sockets of a folder.\n");
        }
    }

    private static bool IsUsable(FoundMonitor monitor) =>
        monitor.Use == MonitorUse.Free && monitor.Path is ['/', _, ..] && monitor.Path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or '@' or ':' or '=' or ' ')
        && monitor.Path.Length <= QmpAddress.MaxUnixPathBytes;

    // A guest's name is whatever somebody typed once.
    private static string NameOf(FoundMonitor monitor)
    {
        var given = monitor.Vm.Length > 0 ? monitor.Vm : Path.GetFileNameWithoutExtension(monitor.Path);
        var clean = new string([.. given.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_').Take(LongestName)]).Trim('.', '-', '_');
        return clean.Length > 0 ? clean : "vm";
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var i = 2; !taken.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }
        return unique;
    }

    private static string Comment(string text) => Printable.Of(text, 400);

    // A JSON string is a YAML one.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, JsonLines.Options);

    private const string Head = """
        # Reactor's main configuration. What is left out has its default; every key: docs/rules.md, "Main configuration".
        # Check it after a change:  reactor check
        version: 1

        # How this host is called in alerts; its own name where this is left out.
        # node: {name: h1, labels: {rack: r7}}


        """;

    private const string NothingFound = """
        # No monitor was found on this host. QEMU is given one for Reactor alone, beside those that it has:
        #   qemu-system-x86_64 ... -qmp unix:/run/qemu/web1.qmp,server=on,wait=off
        # libvirt, Proxmox VE and others: docs/connecting.md. Every socket of that name is a VM, now and later:
        discover:
          - {sockets: "/run/qemu/*.qmp"}
        # or one by one:
        # vms:
        #   - {name: web1, qmp: "unix:/run/qemu/web1.qmp", labels: {env: prod}}

        """;

    private const string Rest = """

        rules: ["rules/*.yaml"]        # relative to this file, like every path

        # Where alerts and deliveries go. A key signs what is sent:
        #   (umask 077; printf 'whsec_%s' "$(head -c 32 /dev/urandom | base64)" > hook.key)
        # secrets:
        #   hook_key: {file: hook.key}
        # targets:
        #   oncall: {webhook: {url: "https://hooks.example.net/in", secrets: [hook_key]}}
        # Alertmanager, PagerDuty, Slack, Teams, ntfy, e-mail are a line each: docs/targets.md
        # For alerts that name no target; the first that fits:
        # routes:
        #   - {if: 'alert.severity in ["error", "critical"]', to: [oncall]}

        # Metrics and the dashboard:
        # http: {listen: "127.0.0.1:9470"}


        """;

    private const string Rules = """
        # Rules: what to react to, and how. docs/rules.md has every key; `reactor catalogue` the events.
        version: 1
        rules:
          - name: guest-panicked
            description: The guest's kernel panicked
            severity: critical
            when: {event: GUEST_PANICKED}
            then:
              # Seen with `reactor alerts`; it goes where `routes` in reactor.yaml says.
              - alert:
                  summary: "{{ vm.name }} panicked on {{ host.name }} (action {{ data.action }})"
                  resolved_by: [{event: [RESET, RESUME]}]

          - name: vm-lost
            description: QEMU crashed or was killed; a VM that shuts down says so first
            severity: error
            when: {event: VM_LOST}
            then:
              - alert:
                  summary: "{{ vm.name }} on {{ host.name }} is lost"
                  resolved_by: [{event: VM_CONNECTED}]

          - name: vm-silent
            description: QEMU is stopped or hangs. What it will still say is waited for
            severity: warning
            when: {event: VM_SILENT}
            then:
              - alert:
                  summary: "{{ vm.name }} on {{ host.name }} has not answered since {{ data.since }}"
                  resolved_by: [{event: [VM_ANSWERS, VM_CONNECTED]}]

          - name: vm-occupied
            description: Another client holds the monitor that was meant for Reactor, so the VM can't be heard
            severity: warning
            when: {event: VM_OCCUPIED}
            then:
              - alert:
                  summary: "{{ vm.name }} on {{ host.name }} can't be heard: its monitor is taken"
                  description: "{{ data.reason }}"
                  resolved_by: [{event: VM_CONNECTED}]

          # A listed VM that was never reached opens no alert: it may be off on purpose. `reactor vms --state backoff`
          # shows it with the reason; docs/connecting.md, "Is it heard?", says how to be told of it.

          - name: disk-error
            description: A disk of the guest failed; it may have been stopped by that
            severity: error
            when: {event: BLOCK_IO_ERROR}
            limit: {once_per: 10m}
            then:
              - log: {message: "{{ vm.name }}: {{ data.operation }} on {{ data.device != \"\" ? data.device : \"node-name\" in data ? data[\"node-name\"] : \"a disk\" }} failed"}

        """;
}
