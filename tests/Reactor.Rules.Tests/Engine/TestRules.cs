using System.Collections.Immutable;
using System.Text;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Rules.Tests.Engine;

/// <summary>Rules, events and VMs in one line each.</summary>
internal static class TestRules
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public static RuleEnvironment Environment(RuleVocabulary vocabulary, params string[] events) =>
        vocabulary.ForEvents([.. events.SelectMany(e => EventCatalogue.Default.MatchGlob(e))]);

    public static RuleEnvironment Environment(params string[] events) => Environment(RuleVocabulary.Empty, events);

    public static CelProgram Compile(this RuleEnvironment environment, ExpressionPlace place, string text)
    {
        var compilation = environment.Compile(text, place);
        Assert.True(compilation.Program is not null, $"{text}: {string.Join("; ", compilation.Diagnostics)}");
        return compilation.Program;
    }

    public static Rule Rule(
        string name, string events, string? condition = null, string[]? by = null, TimeSpan? oncePer = null, string[]? limitBy = null,
        RuleVocabulary? vocabulary = null, RuleAction[]? then = null, RuleMode mode = RuleMode.Live)
    {
        var environment = Environment(vocabulary ?? RuleVocabulary.Empty, events.Split(' '));
        return new Rule
        {
            Name = name,
            Mode = mode,
            When = new When
            {
                Pattern = new EachPattern(
                [
                    new Clause
                    {
                        Events = [.. events.Split(' ').Select(e => new EventPattern(e))],
                        If = condition is null ? null : environment.Compile(ExpressionPlace.Condition, condition),
                        By = Keys(environment, by ?? []),
                    },
                ]),
            },
            Limit = oncePer is { } interval ? new Limit(1, interval) { By = limitBy is null ? null : Keys(environment, limitBy) } : null,
            Then = [.. then ?? [new LogAction { Path = "then[0].log", Message = TextTemplate.Literal("x") }]],
        };
    }

    public static AlertAction Alert(params (string Events, string? If)[] resolvedBy) => new()
    {
        Path = "then[0].alert",
        Id = "a",
        Summary = TextTemplate.Literal("s"),
        ResolvedBy =
        [
            .. resolvedBy.Select(c => new EventResolver(new Clause
            {
                Events = [.. c.Events.Split(' ').Select(e => new EventPattern(e))],
                If = c.If is null ? null : Environment(c.Events.Split(' ')).Compile(ExpressionPlace.Condition, c.If),
            })),
        ],
    };

    public static VmView Vm(string name = "web1", params (string Name, string Value)[] labels) => new()
    {
        Id = "id-" + name,
        Name = name,
        Host = "h1",
        Labels = labels.ToImmutableSortedDictionary(l => l.Name, l => l.Value),
        Status = "running",
    };

    public static VmEvent Event(string name, string data = "{}", double seconds = 0, string? id = null) => new()
    {
        Id = id ?? $"{name}@{seconds}",
        Name = name,
        Data = Encoding.UTF8.GetBytes(data),
        At = Start.AddSeconds(seconds),
    };

    public static SeenEvent Input(string name, string data = "{}", double seconds = 0, VmView? vm = null, string? id = null) =>
        new(vm ?? Vm(), Event(name, data, seconds, id));

    public static RuleSet Set(params Rule[] rules) => new(RuleVocabulary.Empty, rules);

    public static EngineOutput Process(this IRuleEngine engine, EngineInput input)
    {
        var output = new EngineOutput();
        engine.Process(input, output);
        return output;
    }

    private static ImmutableArray<KeyPart> Keys(RuleEnvironment environment, string[] by) =>
        [.. by.Select(k => KeyPart.Unnamed(environment.Compile(ExpressionPlace.Key, k)))];
}
