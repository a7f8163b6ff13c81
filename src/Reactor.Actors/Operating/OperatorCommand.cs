namespace Reactor.Actors.Operating;

/// <summary>A command that an operator gives to a VM.</summary>
public sealed record OperatorCommand
{
    /// <summary>The VM: its name, its key or UUID, or how one of these begins.</summary>
    public required string Vm { get; init; }

    /// <summary>Such as <c>query-status</c>.</summary>
    public required string Command { get; init; }

    /// <summary>A JSON object in UTF-8; empty for none.</summary>
    public ReadOnlyMemory<byte> Arguments { get; init; }

    /// <summary>The process that the operator decided it for; null for the one that is connected now.</summary>
    public string? Process { get; init; }

    /// <summary>Whether the operator knows that it changes something, and wants it.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Only tells which VM is meant and what the command may do; nothing is sent.</summary>
    public bool OnlyLooks { get; init; }

    /// <summary>How long the answer may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The user that asks, as the kernel tells; null where it doesn't.</summary>
    public long? Uid { get; init; }

    /// <summary>The process that asks.</summary>
    public long? Pid { get; init; }
}

/// <summary>What came of a command.</summary>
public enum OperatorResult
{
    /// <summary>It was only looked at.</summary>
    Looked,

    /// <summary>QEMU did it.</summary>
    Ok,

    /// <summary>QEMU refused it.</summary>
    Failed,

    /// <summary>It was sent, and no answer came: it may have been done, or may still be.</summary>
    Unknown,

    /// <summary>Reactor refused it; nothing was sent.</summary>
    Refused,

    /// <summary>It did not come to be sent.</summary>
    NotSent,
}

/// <summary>The answer to an <see cref="OperatorCommand"/>.</summary>
public sealed record OperatorAnswer
{
    /// <summary>What came of it.</summary>
    public required OperatorResult Result { get; init; }

    /// <summary>The VM's name, or what was given in its place.</summary>
    public required string Vm { get; init; }

    /// <summary>The VM's key; null where none was meant clearly.</summary>
    public string? VmId { get; init; }

    /// <summary>Host and process of the VM.</summary>
    public string? Process { get; init; }

    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary><c>read</c>, <c>reversible</c> or <c>destructive</c>.</summary>
    public required string Risk { get; init; }

    /// <summary>QEMU's answer, JSON; null for none.</summary>
    public ReadOnlyMemory<byte>? Return { get; init; }

    /// <summary>QEMU's class of the error; null for none.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>Why it was refused, failed or is unknown.</summary>
    public string? Message { get; init; }

    /// <summary>Its row in the audit; null where it has none.</summary>
    public string? Audit { get; init; }
}
