using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Holds the QMP commands of a rule against the catalogue: unknown ones, wrong arguments, what they may do.</summary>
internal sealed class CommandChecks(CheckedQemu qemu, RuleSyntax rule, DiagnosticBag diagnostics)
{
    /// <summary>A command that only asks.</summary>
    /// <param name="command">The command.</param>
    /// <param name="where">The key that it stands in, for messages.</param>
    public void CheckRead(CommandSyntax command, string where)
    {
        string name = command.Name.Value;
        if (!TryRisk(command, out var risk) || risk == CommandRisk.Read)
            return;
        if (!qemu.Commands.TryGet(name, out _))
            diagnostics.Error(command.Name.Place, DiagnosticCodes.NotReadOnly, $"nothing is known of {Shown.Word(name)}, and {where} takes commands that only read", "write it as a step of its own: qmp: {run: [...]}");
        else
            diagnostics.Error(command.Name.Place, DiagnosticCodes.NotReadOnly, $"{name} changes something, and {where} takes commands that only read", "write it as a step of its own: qmp: {run: [...]}");
    }

    /// <summary>A command that does something.</summary>
    public void CheckRun(CommandSyntax command)
    {
        if (!TryRisk(command, out var risk) || risk != CommandRisk.Destructive || rule.AllowsDestructive)
            return;
        string name = command.Name.Value;
        string why = qemu.Commands.TryGet(name, out _) ? $"{name} may lose what the guest has" : $"nothing is known of {Shown.Word(name)}, so it may lose what the guest has";
        diagnostics.Error(command.Name.Place, DiagnosticCodes.Destructive, $"{why}, and this rule doesn't allow that", "if it is meant, write allow: destructive in the rule");
    }

    /// <summary>False where more would be said than that there is no such command.</summary>
    private bool TryRisk(CommandSyntax command, out CommandRisk risk)
    {
        string name = command.Name.Value;
        risk = qemu.Commands.RiskOf(name);
        if (qemu.Commands.TryGet(name, out var schema))
        {
            CheckArguments(command, schema);
            CheckAge(command, schema);
            return true;
        }

        if (rule.IsUnchecked)
            return true;
        var (message, advice) = Missing(name);
        diagnostics.Error(command.Name.Place, DiagnosticCodes.UnknownCommand, message, advice);
        return false;
    }

    private (string Message, string? Advice) Missing(string name)
    {
        if (CommandCatalogue.Default.TryGet(name, out var elsewhere))
            return ($"{name} is not in {qemu.OfVm}", qemu.WhyNot(elsewhere.Since, elsewhere.Removed?.In, elsewhere.Removed?.ReplacedBy, elsewhere.Condition));
        string advice = Nearest.Suggest(name, qemu.Commands.Names)
            ?? "the names are those of QEMU's QMP reference, such as query-status, system_reset or cont; for one of another build, write unchecked: true in the rule";
        return ($"QEMU has no command {Shown.Word(name)}", advice);
    }

    private void CheckAge(CommandSyntax command, CommandSchema schema)
    {
        if (qemu.IsOneVm || qemu.Min is not { } min)
            return;
        if (schema.Removed is { } removal && Version.Parse(removal.In) <= min)
        {
            diagnostics.Warn(
                command.Name.Place,
                DiagnosticCodes.UnknownCommand,
                $"QEMU has no command {schema.Name} any more since {removal.In}, and qemu_min is {min}",
                removal.ReplacedBy is { } other ? $"write {other}" : null);
        }
        else if (qemu.MayPrecede(schema.Since))
        {
            diagnostics.Warn(command.Name.Place, DiagnosticCodes.UnknownCommand, $"QEMU has the command {schema.Name} since {schema.Since}, and qemu_min is {min}", "on older VMs this fails; if there are none, raise qemu_min");
        }
    }

    private void CheckArguments(CommandSyntax command, CommandSchema schema)
    {
        var given = command.Arguments?.Entries.ToDictionary(e => e.Name, e => Word(e.Value), StringComparer.Ordinal) ?? [];
        foreach (var problem in schema.ArgumentProblems(given))
        {
            var entry = command.Arguments?.Find(problem.Argument);
            var place = problem.Kind == ArgumentProblemKind.UnknownValue ? entry?.Value.Place : entry?.Key.Place;

            // The catalogue says the nearest at the end; here it has a place of its own.
            int hint = problem.Nearest is null ? -1 : problem.Message.LastIndexOf(": did you mean ", StringComparison.Ordinal);
            diagnostics.Error(
                place ?? command.Name.Place,
                DiagnosticCodes.CommandArguments,
                hint < 0 ? problem.Message : problem.Message[..hint],
                problem.Nearest is { } nearest ? $"did you mean {nearest}?" : null);
        }
    }

    // What is rendered later isn't known yet.
    private static string? Word(YNode value) =>
        value is YScalar { Core: CoreKind.Text } scalar && !scalar.Value.Contains("{{", StringComparison.Ordinal) ? scalar.Value : null;
}
