namespace Reactor.Store;

/// <summary>What a pause of actions is of: commands and programs of rules, all of them or those of one VM, of one rule, or of one rule on one VM.</summary>
public sealed record ActionScope
{
    /// <summary>Everything.</summary>
    public static ActionScope All { get; } = new();

    /// <summary>The VM's key; empty for all VMs, and where it isn't known yet.</summary>
    public string VmId { get; init; } = "";

    /// <summary>The VM's name; empty for all VMs.</summary>
    public string Vm { get; init; } = "";

    /// <summary>The rule's name; empty for all rules.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Whether a step of this VM and rule is meant. By key or by name: in doubt it is.</summary>
    /// <param name="vmId">The VM's key.</param>
    /// <param name="vm">The VM's name.</param>
    /// <param name="rule">The rule's name.</param>
    public bool Means(string vmId, string vm, string rule) =>
        ((VmId.Length == 0 && Vm.Length == 0) || (VmId.Length > 0 && VmId == vmId) || (Vm.Length > 0 && Vm == vm)) && (Rule.Length == 0 || Rule == rule);

    /// <summary>For people: <c>all VMs and rules</c>, <c>VM web1</c>, <c>rule r</c>, <c>rule r on VM web1</c>.</summary>
    public override string ToString() => (Vm.Length > 0 || VmId.Length > 0, Rule.Length > 0) switch
    {
        (false, false) => "all VMs and rules",
        (true, false) => $"VM {ShownVm}",
        (false, true) => $"rule {Rule}",
        _ => $"rule {Rule} on VM {ShownVm}",
    };

    private string ShownVm => Vm.Length > 0 ? Vm : VmId;
}

/// <summary>A pause that is in force.</summary>
public sealed record ActionPause
{
    /// <summary>Its name: <c>p1</c>, <c>p2</c>, never used again.</summary>
    public required string Id { get; init; }

    /// <summary>What is paused.</summary>
    public required ActionScope Scope { get; init; }

    /// <summary>Since when. Engine time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The user that asked for it, told by the kernel; null where it would not tell.</summary>
    public long? Uid { get; init; }

    /// <summary>The process that asked for it.</summary>
    public long? Pid { get; init; }

    /// <summary>The token or session by which it was asked for; null on the control socket.</summary>
    public string? Via { get; init; }

    /// <summary>Who asked for it, for people.</summary>
    public string By => AskedBy.Of(Uid, Via);

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }
}

/// <summary>What came of pausing.</summary>
/// <param name="Pause">The pause in force; null where there are as many as may be.</param>
/// <param name="IsNew">Whether it began now; else it was in force already.</param>
/// <param name="UnderWay">Commands and programs it means that had been begun: they go on.</param>
public sealed record PauseOutcome(ActionPause? Pause, bool IsNew, long UnderWay);
