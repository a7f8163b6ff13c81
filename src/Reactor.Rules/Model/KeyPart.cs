using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>One part of a rule's key, beyond the VM: an entry of <c>by</c>.</summary>
/// <param name="Name">Its name in the key; <see cref="ReservedName"/> is refused by the loader.</param>
/// <param name="Program">Gives its value: a string, number or bool.</param>
/// <param name="IsLabel">Whether it becomes a label of alerts: entries of a <c>by</c> map do.</param>
public sealed record KeyPart(string Name, CelProgram Program, bool IsLabel)
{
    /// <summary>The name that the VM has in every key.</summary>
    public const string ReservedName = "vm";

    /// <summary>An entry of a <c>by</c> list: named by its expression, in the one spelling that formatting doesn't change.</summary>
    /// <param name="program">The expression.</param>
    public static KeyPart Unnamed(CelProgram program) => new(program.Canonical, program, false);
}
