namespace Reactor.Qmp;

/// <summary>What a command may do to a VM. Unknown commands are <see cref="Destructive"/>.</summary>
/// <remarks>
/// Judged by the worst that the command can do with the right arguments: what a guest's user, its data or its attached devices may lose.
/// What it writes on the host (a dump, a screenshot) is reversible: it costs the file of that name, nothing of the VM.
/// Input to the guest (keys, its serial line, an NMI) is destructive, since nothing here knows what the guest makes of it.
/// </remarks>
public enum CommandRisk
{
    /// <summary>Changes nothing: <c>query-*</c> and the like.</summary>
    Read,

    /// <summary>Changes something that ends by itself or that another command takes back; nothing is lost.</summary>
    Reversible,

    /// <summary>The guest's work, its data or one of its devices may be lost.</summary>
    Destructive,
}
