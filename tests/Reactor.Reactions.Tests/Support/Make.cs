using System.Collections.Immutable;
using System.Text;
using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Tests.Support;

/// <summary>Makes rules, VMs and events in few words.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    // Without a schema: `data` is dynamic, so that any event's members can be named.
    private static readonly RuleEnvironment s_environment = RuleVocabulary.Empty.ForEvents([]);

    public static CelProgram Cel(string text, ExpressionPlace place = ExpressionPlace.Value) => Good(s_environment.Compile(text, place));

    public static CelProgram Condition(string text) => Cel(text, ExpressionPlace.Condition);

    public static CelProgram ActionIf(string text) => Cel(text, ExpressionPlace.ActionCondition);

    /// <summary>A condition that throws when it is run: a defect, played by a program of another vocabulary.</summary>
    public static CelProgram Broken(ExpressionPlace place)
    {
        // So many lists that the last one's slot is none of any activation here.
        var lists = Enumerable.Range(0, 50).Select(i => KeyValuePair.Create($"list{i:00}", ImmutableArray.Create(CelValue.From("x"))));
        return Good(new RuleVocabulary(lists, []).ForEvents([]).Compile("\"x\" in list49", place));
    }

    public static TextTemplate Text(string text) => Good(TextTemplate.Parse(text, s_environment));

    public static UrlTemplate Url(string text) => Good(UrlTemplate.Parse(text, s_environment));

    public static HeaderTemplate Header(string text) => Good(HeaderTemplate.Parse(text, s_environment));

    public static BodyTemplate Body(params (string Name, string Leaf)[] entries) => BodyTemplate.Of(
        new BodyMap([.. entries.Select(e => KeyValuePair.Create(e.Name, Good(BodyTemplate.ParseLeaf(e.Leaf, s_environment))))]));

    public static When When(string @event, string? condition = null, params (string Name, string Cel)[] by) =>
        When(condition is null ? null : Condition(condition), @event, by);

    public static When When(CelProgram? condition, string @event, params (string Name, string Cel)[] by) => new()
    {
        Pattern = new EachPattern(
        [
            new Clause
            {
                Events = [new EventPattern(@event)],
                If = condition,
                By = [.. by.Select(b => new KeyPart(b.Name, Cel(b.Cel, ExpressionPlace.Key), true))],
            },
        ]),
    };

    public static Clause Clause(string @event, string? condition = null) => new()
    {
        Events = [new EventPattern(@event)],
        If = condition is null ? null : Condition(condition),
    };

    public static EventResolver ResolvedBy(string @event, string? condition = null) => new(Clause(@event, condition));

    public static Rule Rule(string name, When when, params RuleAction[] then) => new() { Name = name, When = when, Then = [.. then] };

    public static AlertAction Alert(string summary, params string[] to) => new()
    {
        Path = "then[0].alert",
        Id = "alert",
        Summary = Text(summary),
        To = [.. to],
    };

    public static SendAction Send(string to, BodyTemplate? body = null) => new() { Path = "then[0].send", To = to, Body = body };

    public static LogAction Log(string message) => new() { Path = "then[0].log", Message = Text(message) };

    public static RecordAction Record(string table, string[] key, params (string Name, string Cel)[] fields) => new()
    {
        Path = "then[0].record",
        Table = table,
        Key = [.. key],
        Fields = [.. fields.Select(f => new RecordField(f.Name, Cel(f.Cel)))],
    };

    public static Route Route(string? condition, params string[] to) =>
        new(condition is null ? null : Cel(condition, ExpressionPlace.RouteCondition), [.. to]);

    public static VmView Vm(string name = "vm1") => new() { Id = $"id-{name}", Name = name, Host = "h1", Status = "running" };

    public static EventInput Event(string name, string data = "{}", int ordinal = 1, VmView? vm = null, DateTimeOffset? at = null) =>
        new(vm ?? Vm(), new VmEvent { Id = $"7-1/1.1/{ordinal}", Name = name, Data = Encoding.UTF8.GetBytes(data), At = at ?? Start });

    /// <summary>Settings with routes and windows.</summary>
    public static PartitionSettings Settings(Route[]? routes = null, params (string Name, IWeeklyWindow Window)[] windows) =>
        PartitionSettings.Of([.. routes ?? []]) with { Windows = windows.ToDictionary(w => w.Name, w => w.Window) };

    public static StateAnswerInput Answer(VmView vm, DateTimeOffset askedAt, int ordinal = 1) => new(vm, $"q/{ordinal}", askedAt);

    public static LinkInput Link(LinkState state, VmView? vm = null, int ordinal = 1) => new(vm ?? Vm(), state, $"l/{ordinal}");

    public static InboxInput Inbox(string kind, ReadOnlyMemory<byte> payload, string id = "x") => new(new InboxRow(id, 7, kind, payload));

    public static StateResolver State(string condition, TimeSpan? hold = null) => new(Cel(condition, ExpressionPlace.StateCondition), hold ?? TimeSpan.Zero);

    /// <summary>Under settings, with the engine given.</summary>
    public static PartitionCore Core(PartitionSettings settings, IRuleEngine? engine, params Rule[] rules) => Core(7, settings, null, engine, rules);

    public static PartitionCore Core(int partition, PartitionSettings settings, PartitionOptions? options, IRuleEngine? engine, params Rule[] rules)
    {
        var set = new RuleSet(RuleVocabulary.Empty, rules);
        return new PartitionCore(partition, new PartitionRules(set, settings), options ?? new PartitionOptions(), engine ?? new RuleEngine(set));
    }

    public static PartitionCore Core(params Rule[] rules) => Core([], null, rules);

    public static PartitionCore Core(Route[] routes, PartitionOptions? options, params Rule[] rules)
    {
        var set = new RuleSet(RuleVocabulary.Empty, rules);
        return new PartitionCore(7, set, [.. routes], options ?? new PartitionOptions(), new RuleEngine(set));
    }

    private static CelProgram Good(CelCompilation compilation) =>
        compilation.Program ?? throw new InvalidOperationException(string.Join("; ", compilation.Diagnostics.Select(d => d.Message)));

    private static T Good<T>(Parsed<T> parsed)
        where T : class => parsed.Value ?? throw new InvalidOperationException(string.Join("; ", parsed.Diagnostics.Select(d => d.Message)));
}
