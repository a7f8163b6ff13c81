using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Holds the QMP commands of a rule against the catalogue: unknown ones, wrong arguments, what they may do.</summary>
internal sealed class CommandChecks(IKnownCommands? commands, DiagnosticBag diagnostics)
{
    /// <summary>A command that only asks.</summary>
    /// <param name="command">The command.</param>
    /// <param name="where">The key that it stands in, for messages.</param>
    public void CheckRead(CommandSyntax command, string where)
    {
        if (!TryFind(command, out var risk) || risk == KnownRisk.Read)
            return;
        diagnostics.Error(command.Name.Place, DiagnosticCodes.NotReadOnly, $"{command.Name.Value} changes something, and {where} takes commands that only read", "write it as a step of its own: qmp: {run: [...]}");
    }

    /// <summary>A command that does something.</summary>
    /// <param name="command">The command.</param>
    /// <param name="allowsDestructive">Whether its rule says <c>allow: destructive</c>.</param>
    public void CheckRun(CommandSyntax command, bool allowsDestructive)
    {
        if (!TryFind(command, out var risk) || risk != KnownRisk.Destructive || allowsDestructive)
            return;
        diagnostics.Error(command.Name.Place, DiagnosticCodes.Destructive, $"{command.Name.Value} may lose what the guest has, and this rule doesn't allow that", "if it is meant, write allow: destructive in the rule");
    }

    private bool TryFind(CommandSyntax command, out KnownRisk risk)
    {
        risk = default;
        if (commands is null)
            return false;
        string name = command.Name.Value;
        if (!commands.TryRisk(name, out risk))
        {
            diagnostics.Error(
                command.Name.Place,
                DiagnosticCodes.UnknownCommand,
                $"QEMU has no command {Shown.Word(name)}",
                Nearest.Suggest(name, commands.Names) ?? "the names are those of QEMU's QMP reference, such as query-status, system_reset or cont");
            return false;
        }

        CheckArguments(command);
        return true;
    }

    private void CheckArguments(CommandSyntax command)
    {
        var given = command.Arguments?.Entries.ToDictionary(e => e.Name, e => Word(e.Value), StringComparer.Ordinal) ?? [];
        foreach (var problem in commands!.Problems(command.Name.Value, given))
        {
            var place = problem.IsMissing ? null : command.Arguments?.Find(problem.Argument)?.Key.Place;
            diagnostics.Error(place ?? command.Name.Place, DiagnosticCodes.CommandArguments, problem.Message);
        }
    }

    // What is rendered later isn't known yet.
    private static string? Word(YNode value) =>
        value is YScalar { Core: CoreKind.Text } scalar && !scalar.Value.Contains("{{", StringComparison.Ordinal) ? scalar.Value : null;
}
