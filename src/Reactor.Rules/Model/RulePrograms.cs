using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>Every expression that a rule holds.</summary>
public static class RulePrograms
{
    /// <summary>All of them, in the order of the file.</summary>
    /// <param name="rule">The rule.</param>
    public static IEnumerable<CelProgram> All(Rule rule)
    {
        IEnumerable<CelProgram?> programs =
        [
            rule.When.If,
            .. rule.When.By.Select(p => p.Program),
            .. rule.Limit?.By?.Select(p => p.Program) ?? [],
            .. rule.Then.SelectMany(Of),
        ];
        return programs.OfType<CelProgram>();
    }

    private static IEnumerable<CelProgram?> Of(RuleAction action) =>
    [
        action.If,
        .. action switch
        {
            AlertAction a => (IEnumerable<CelProgram?>)
            [
                .. a.Summary.Programs,
                .. a.Description?.Programs ?? [],
                .. a.Labels.Values.SelectMany(t => t.Programs),
                .. a.ResolvedBy.Select(c => c.If),
            ],
            SendAction s => s.Body?.Programs ?? [],
            WebhookAction w => [.. w.Url.Programs, .. w.Headers.Values.SelectMany(t => t.Programs), .. w.Body?.Programs ?? []],
            RecordAction r => r.Fields.Select(f => f.Program),
            LogAction l => l.Message.Programs,
            _ => throw new InvalidOperationException($"Unknown action {action.GetType().Name}."),
        },
    ];
}
