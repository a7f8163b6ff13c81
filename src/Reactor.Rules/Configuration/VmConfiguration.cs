using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Rules.Configuration;

/// <summary>A VM to watch: one entry of <c>vms</c>.</summary>
/// <param name="Name">Its name, unique.</param>
/// <param name="Address">Its QMP monitor, unique.</param>
/// <param name="Host">The host it runs on; null for this machine.</param>
/// <param name="Labels">Its labels; <c>vm.labels</c> in expressions.</param>
public sealed record VmConfiguration(string Name, QmpAddress Address, string? Host, ImmutableSortedDictionary<string, string> Labels)
{
    /// <summary>TLS on its monitor; null for none.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>What manages it, and what may be done to it.</summary>
    public VmManagement Management { get; init; } = VmManagement.Own;
}

/// <summary>What manages a VM besides Reactor.</summary>
/// <param name="ManagedBy"><c>libvirt</c>, <c>proxmox</c>; null for nothing.</param>
/// <param name="AllowsCommands">Whether it may be sent commands that change something, all the same.</param>
public sealed record VmManagement(string? ManagedBy, bool AllowsCommands)
{
    /// <summary>Nothing else.</summary>
    public static VmManagement Own { get; } = new(null, true);

    /// <summary>Why commands that change something are not sent to it; null where they are.</summary>
    public string? WhyReadOnly => ManagedBy is null || AllowsCommands
        ? null
        : $"it is managed by {ManagedBy}, which would not know of what was done; `allow_commands: true` beside `managed_by` lets it be done all the same";
}
