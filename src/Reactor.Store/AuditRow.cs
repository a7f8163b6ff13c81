namespace Reactor.Store;

/// <summary>What an operator had done, or was refused: a command to a VM, a pause of actions, a reload.</summary>
public sealed record AuditRow
{
    /// <summary>Its name, unique for ever.</summary>
    public required string Id { get; init; }

    /// <summary>When it was asked for. Engine time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The user that asked, told by the kernel; null where it would not tell.</summary>
    public long? Uid { get; init; }

    /// <summary>The process that asked.</summary>
    public long? Pid { get; init; }

    /// <summary>The token or session that asked by HTTP; null on the control socket.</summary>
    public string? Via { get; init; }

    /// <summary>The VM's key; empty where none was meant, or none clearly.</summary>
    public required string VmId { get; init; }

    /// <summary>The VM's name, or what was given in its place.</summary>
    public required string Vm { get; init; }

    /// <summary>Host and process of the VM that the command was for; null where it was not connected.</summary>
    public string? Process { get; init; }

    /// <summary>The command: QMP's, or of Reactor's own <c>actions pause</c>, <c>actions resume</c>, <c>reload</c>.</summary>
    public required string Command { get; init; }

    /// <summary><c>read</c>, <c>reversible</c> or <c>destructive</c>.</summary>
    public required string Risk { get; init; }

    /// <summary>JSON object, bounded, what may be a secret left out; null for none.</summary>
    public string? Arguments { get; init; }

    /// <summary><c>sent</c> (or about to be), <c>ok</c>, <c>failed</c>, <c>unknown</c>, <c>refused</c> (by Reactor) or <c>not_sent</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>When that was known; null while it is <c>sent</c>.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it was refused, or what QEMU said.</summary>
    public string? Detail { get; init; }
}

/// <summary>Outcomes of <see cref="AuditRow"/>.</summary>
public static class AuditOutcomes
{
    /// <summary>It is sent now, or about to be.</summary>
    public const string Sent = "sent";

    /// <summary>It was done.</summary>
    public const string Ok = "ok";

    /// <summary>It was refused by who was to do it (QEMU, the files of a reload).</summary>
    public const string Failed = "failed";

    /// <summary>It was sent, and no answer came: it may have been done.</summary>
    public const string Unknown = "unknown";

    /// <summary>Reactor refused it; nothing was sent.</summary>
    public const string Refused = "refused";

    /// <summary>It did not come to be sent: the connection ended, or too many commands waited.</summary>
    public const string NotSent = "not_sent";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Sent, Ok, Failed, Unknown, Refused, NotSent];
}
