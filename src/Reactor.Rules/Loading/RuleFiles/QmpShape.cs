using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>qmp</c>, of its <c>only_if</c> and its <c>expect</c>; and what <c>gather</c> takes.</summary>
internal static class QmpShape
{
    public static readonly Shape Shape = new Shape("a `qmp`")
        .Alone("{run: [TEXT]}")
        .Elsewhere("command", "write run: [{command: NAME, arguments: {...}}]")
        .Elsewhere("arguments", "write run: [{command: NAME, arguments: {...}}]");

    public static readonly Shape OnlyIfShape = new("`only_if`");

    public static readonly Shape ExpectShape = new Shape("`expect`").Elsewhere("by", "`expect` waits for an event of this VM: to tell several apart, use `if`");

    private static readonly Reading<ImmutableArray<CommandSyntax>> s_commands = Collections.List(CommandReading.Instance, 1, CommandReading.MaxCommands);

    private static readonly Key<CommandSyntax> s_command = OnlyIfShape.Required("command", CommandReading.Instance, "The read-only command that is asked just before, by name or as {command, arguments}.");
    private static readonly Key<YScalar> s_check = OnlyIfShape.Required("check", ExpressionReading.Instance, "Must be true, over `result`, the answer; else the step and its run end as skipped.");

    private static readonly Key<ImmutableArray<Placed<string>>> s_event = ExpectShape.Required("event", ClauseShape.Events, "The event that the commands lead to: a name, a list of names, or a pattern.");
    private static readonly Key<YScalar> s_if = ExpectShape.Optional("if", ExpressionReading.Instance, "Which of them is meant; default: any.");
    private static readonly Key<YScalar> s_failIf = ExpectShape.Optional("fail_if", ExpressionReading.Instance, "True for an event that says that it failed, such as has(data.error); default: any says that it succeeded.");
    private static readonly Key<TimeSpan> s_within = ExpectShape.Required("within", Scalars.Span, "How long it is waited for, from sending; past it the step failed.");

    private static readonly Key<ImmutableArray<CommandSyntax>> s_run = Shape.Required("run", s_commands, "The commands, one after another; the first that fails ends them.");
    private static readonly Key<OnlyIfSyntax> s_onlyIf = Shape.Optional(
        "only_if", new ObjectReading<OnlyIfSyntax>(OnlyIfShape, f => new(f.Get(s_command), f.Get(s_check))), "A question to the VM just before, and what its answer must be; default: none is asked.");
    private static readonly Key<ExpectSyntax> s_expect = Shape.Optional(
        "expect",
        new ObjectReading<ExpectSyntax>(ExpectShape, f => new(new ClauseSyntax(f.Place, f.GetOr(s_event, []), f.Get(s_if), null), f.Get(s_failIf), f.TryGet(s_within, out var within) ? within : null)),
        "The event that must be heard for the step to have succeeded; default: the commands' returns are enough.");
    private static readonly Key<Placed<string>> s_budget = Shape.Optional("budget", StepReadings.Budget, StepReadings.BudgetDoc);
    private static readonly Key<TimeSpan> s_timeout = Shape.Optional("timeout", StepReadings.Timeout, "Time for each command; default 30s.");

    public static Reading<QmpSyntax> Reading { get; } = new ObjectReading<QmpSyntax>(Shape, f => new QmpSyntax(f.Place, f.GetOr(s_run, []))
    {
        OnlyIf = f.Get(s_onlyIf),
        Expect = f.Get(s_expect),
        Budget = f.TryGet(s_budget, out var budget) ? budget : null,
        Timeout = f.TryGet(s_timeout, out var timeout) ? timeout : null,
    });

    /// <summary>What <c>gather</c> takes: a list of commands.</summary>
    public static Reading<Placed<ImmutableArray<CommandSyntax>>> Gather { get; } = Collections.Placed(s_commands);
}

/// <summary>Readings that steps share.</summary>
internal static class StepReadings
{
    public const string BudgetDoc = "The name of the budget that it takes from: one that is spent fails the step; default: none.";

    public static Reading<Placed<string>> Budget { get; } = Collections.Placed(Scalars.Word("a budget's name"));

    public static Reading<TimeSpan> Timeout { get; } = Scalars.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
}
