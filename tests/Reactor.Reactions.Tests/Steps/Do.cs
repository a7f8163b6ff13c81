using System.Collections.Immutable;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Tests.Steps;

/// <summary>Steps in few words. Paths are given by <see cref="Rule"/>.</summary>
internal static class Do
{
    public static Rule Rule(string name, params RuleAction[] then) => new()
    {
        Name = name, When = Make.When("GUEST_PANICKED"), Then = Placed("then", then), AllowsDestructive = true,
    };

    public static GatherAction Gather(params string[] commands) => new() { Path = "", Commands = [.. commands.Select(c => new QmpCommand(c))] };

    public static QmpAction Qmp(params string[] commands) => new() { Path = "", Run = [.. commands.Select(c => new QmpCommand(c))] };

    public static QmpCommand Command(string name, params (string Name, string Cel)[] arguments) => new(
        name,
        BodyTemplate.Of(new BodyMap([.. arguments.Select(a => KeyValuePair.Create(a.Name, (BodyNode)new BodyExpression(Make.Cel(a.Cel, ExpressionPlace.StepValue))))])));

    public static ExecAction Exec(params string[] arguments) => new() { Path = "", Command = [.. arguments.Select(Make.Text)] };

    public static OnlyIf OnlyIf(string command, string check) => new(new QmpCommand(command), Make.Cel(check, ExpressionPlace.AnswerCheck));

    public static OnlyIf StillPanicked => OnlyIf("query-status", "result.status == \"guest-panicked\"");

    public static Expectation Expect(string @event, int seconds, string? condition = null, string? failIf = null) => new(
        Make.Clause(@event, condition), failIf is null ? null : Make.Condition(failIf), TimeSpan.FromSeconds(seconds));

    public static T If<T>(this T action, string condition)
        where T : RuleAction => action with { If = Make.Cel(condition, ExpressionPlace.StepCondition) };

    public static T OnFailure<T>(this T action, params RuleAction[] actions)
        where T : RuleAction => action with { OnFailure = [.. actions] };

    private static ImmutableArray<RuleAction> Placed(string parent, IEnumerable<RuleAction> actions) =>
        [.. actions.Select((action, i) => Placed($"{parent}[{i}].{action.Kind}", action))];

    private static RuleAction Placed(string path, RuleAction action) =>
        action with { Path = path, OnFailure = Placed($"{path}.on_failure", action.OnFailure) };
}
