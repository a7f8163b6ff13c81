using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>Every expression that a rule holds.</summary>
public static class RulePrograms
{
    /// <summary>All of them, in the order of the file.</summary>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<CelProgram> All(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return
        [
            .. rule.Except,
            .. Of(rule.When),
            .. Of(rule.Limit?.By ?? []),
            .. rule.Inhibits?.Same.Select(s => s.Program) ?? [],
            .. rule.Then.SelectMany(Of),
        ];
    }

    /// <summary>Whether the program reads the variable of this slot.</summary>
    internal static bool Reads(this CelProgram program, int slot) => program.Slots.Contains(slot);

    /// <summary>Those of a <c>when</c>.</summary>
    internal static IEnumerable<CelProgram> Of(When when) => Present(
    [
        .. when.Pattern.Clauses.SelectMany(Of),
        .. when.Pattern is CountPattern count ? count.Distinct : [],
        when.Pattern is StatePattern state ? state.State : null,
        when.Having,
    ]);

    /// <summary>Those of an action, of what follows its failure too.</summary>
    internal static IEnumerable<CelProgram> Of(RuleAction action) => Present(
    [
        action.If,
        .. Own(action),
        .. action.OnFailure.SelectMany(Of),
    ]);

    private static IEnumerable<CelProgram> Of(Clause clause) => Present([clause.If, .. Of(clause.By)]);

    private static IEnumerable<CelProgram> Of(IEnumerable<KeyPart> key) => key.Select(p => p.Program);

    private static IEnumerable<CelProgram> Of(Resolver resolver) => resolver switch
    {
        EventResolver e => Of(e.Clause),
        StateResolver s => [s.State],
        _ => throw new InvalidOperationException($"Unknown resolver {resolver.GetType().Name}."),
    };

    private static IEnumerable<CelProgram> Of(QmpCommand command) => command.Arguments?.Programs ?? [];

    private static IEnumerable<CelProgram?> Own(RuleAction action) => action switch
    {
        AlertAction a =>
        [
            .. a.Summary.Programs,
            .. a.Description?.Programs ?? [],
            .. a.Labels.Values.SelectMany(t => t.Programs),
            .. a.ResolvedBy.SelectMany(Of),
        ],
        SendAction s => s.Body?.Programs ?? [],
        WebhookAction w => [.. w.Url.Programs, .. w.Headers.Values.SelectMany(t => t.Programs), .. w.Body?.Programs ?? []],
        RecordAction r => r.Fields.Select(f => f.Program),
        LogAction l => l.Message.Programs,
        SetFactAction s => s.Value.Programs,
        ClearFactAction => [],
        GatherAction g => g.Commands.SelectMany(Of),
        QmpAction q => (IEnumerable<CelProgram?>)
        [
            .. q.Run.SelectMany(Of),
            .. q.OnlyIf is { } only ? Of(only.Command) : [],
            q.OnlyIf?.Check,
            .. q.Expect is { } expect ? Of(expect.Clause) : [],
            q.Expect?.FailIf,
        ],
        ExecAction e => [.. e.Command.SelectMany(t => t.Programs), .. e.Environment.Values.SelectMany(t => t.Programs), e.Stdin],
        _ => throw new InvalidOperationException($"Unknown action {action.GetType().Name}."),
    };

    private static IEnumerable<CelProgram> Present(IEnumerable<CelProgram?> programs) => programs.OfType<CelProgram>();
}
