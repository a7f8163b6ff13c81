using System.Collections.Frozen;

namespace Reactor.Qmp;

/// <summary>What is known of one command (QEMU's QAPI schema; risk and events are Reactor's own knowledge).</summary>
/// <param name="Name">Such as <c>system_reset</c>; dashes and underscores are QEMU's own and differ from command to command.</param>
/// <param name="Group">The part of QEMU that defines it, such as <c>block-core</c>; <c>other</c> where only a VM's own schema has it.</param>
/// <param name="Since">First QEMU release with it; empty where only a VM's own schema has it.</param>
/// <param name="Risk">What it may do.</param>
/// <param name="Arguments">Those at the top, in QEMU's order; removed ones last.</param>
/// <param name="Removed">Set when newer releases no longer have it.</param>
public sealed record CommandSchema(
    string Name,
    string Group,
    string Since,
    CommandRisk Risk,
    IReadOnlyList<CommandArgument> Arguments,
    CommandRemoval? Removed = null)
{
    /// <summary>Names of the events that it causes by itself, in its own time or later; never <c>GUEST_PANICKED</c>.</summary>
    public IReadOnlySet<string> Events { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Further arguments by the value of one of <see cref="Arguments"/>; null where there are none or they aren't known.</summary>
    public ArgumentBranches? Branches { get; init; }

    /// <summary>
    /// Whether it takes arguments beyond <see cref="Arguments"/> and <see cref="Branches"/>: a device's properties, or those that depend
    /// on the kind of thing it makes.
    /// </summary>
    public bool OpenEnded { get; init; }

    /// <summary>QAPI type of what it returns; null for nothing.</summary>
    public string? Returns { get; init; }

    /// <summary>Whether it can run out of band, ahead of commands sent before.</summary>
    public bool AllowOob { get; init; }

    /// <summary>QEMU's mark for what is to be removed.</summary>
    public bool Deprecated { get; init; }

    /// <summary>QEMU's mark for what may change without notice.</summary>
    public bool Unstable { get; init; }

    /// <summary>Build setting of QEMU that it depends on, such as <c>CONFIG_SPICE</c>; null when it is always there.</summary>
    public string? Condition { get; init; }

    /// <summary>The argument of this name at the top, or null.</summary>
    public CommandArgument? Argument(string name) => Arguments.FirstOrDefault(a => a.Name == name);

    /// <summary>What is wrong with arguments of these names; empty when nothing is.</summary>
    /// <param name="names">Names of the arguments given, those at the top.</param>
    public IReadOnlyList<ArgumentProblem> ArgumentProblems(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return ArgumentProblems(names.Distinct(StringComparer.Ordinal).ToDictionary(n => n, _ => (string?)null, StringComparer.Ordinal));
    }

    /// <summary>What is wrong with these arguments: unknown names, missing ones, words that an enumeration doesn't have.</summary>
    /// <param name="arguments">
    /// Names and, where it is known beforehand and a plain word, the value; null for any other (a list, an object, a text to be filled in).
    /// </param>
    /// <returns>All problems, in the order of the arguments given, then what is missing; empty when nothing is wrong.</returns>
    public IReadOnlyList<ArgumentProblem> ArgumentProblems(IReadOnlyDictionary<string, string?> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new ArgumentCheck(this, arguments).Run();
    }
}

/// <summary>A command that newer releases no longer have.</summary>
/// <param name="In">First QEMU release without it.</param>
/// <param name="ReplacedBy">The command that took its place, if any.</param>
public sealed record CommandRemoval(string In, string? ReplacedBy);
