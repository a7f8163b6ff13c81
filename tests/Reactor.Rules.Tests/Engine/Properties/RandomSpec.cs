using System.Collections.Immutable;
using System.Globalization;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Rules.Tests.Engine.Properties;

internal enum Kind
{
    Each,
    Count,
    Distinct,
    Sequence,
    AllOf,
    Absence,
    Settle,
    State,
}

/// <summary>A clause: names, <c>data.v</c> above a bound, and the member of data that gives the key.</summary>
internal sealed record ClauseSpec(string Names, int? Above, string? By);

internal enum LimitBy
{
    Rule,
    Vm,
    Member,
}

/// <summary>A rule in words that both the engine and the reference are made from.</summary>
internal sealed record RuleSpec(string Name, Kind Kind)
{
    public ImmutableArray<ClauseSpec> Clauses { get; init; } = [];

    public int AtLeast { get; init; } = 3;

    public double Within { get; init; }

    public double? AtMost { get; init; }

    public bool IsFleet { get; init; }

    public bool CountsRecovered { get; init; }

    public GapPolicy Gap { get; init; }

    public bool HasExcept { get; init; }

    public string? Having { get; init; }

    public (int Max, double Per, LimitBy By)? Limit { get; init; }

    public bool ReadsFirst { get; init; }

    public bool ReadsLast { get; init; }

    public bool ReadsPrevious { get; init; }

    public bool IgnoresOwn { get; init; } = true;

    public int Closing => Kind == Kind.Absence ? Clauses.Length - 1 : -1;

    public const string HavingOrder = "first.data.v <= last.data.v";

    public const string HavingChange = "!has(previous.data) || previous.data.v != data.v";

    private static readonly RuleEnvironment s_environment = RuleVocabulary.Empty.ForEvents([]);

    public static RuleSpec Draw(string name, Kind kind, Random random)
    {
        var arity = random.Next(3) > 0;
        ClauseSpec Clause(string names) => new(names, random.Next(3) == 0 ? random.Next(2) : null, arity ? (random.Next(4) == 0 ? "j" : "k") : null);
        string Names() => new[] { "A", "B", "A B", "A C", "B C" }[random.Next(5)];
        var clauses = kind switch
        {
            Kind.State => 0,
            Kind.Sequence or Kind.AllOf or Kind.Absence => 2 + random.Next(2),
            _ => 1 + random.Next(2),
        };
        return new RuleSpec(name, kind)
        {
            Clauses = [.. Enumerable.Range(0, clauses).Select(_ => Clause(Names()))],
            AtLeast = 2 + random.Next(3),
            Within = 1 + (random.Next(12) * 0.5),
            AtMost = random.Next(2) == 0 ? 3 + random.Next(6) : null,
            IsFleet = kind != Kind.State && random.Next(3) == 0,
            CountsRecovered = random.Next(2) == 0,
            Gap = random.Next(3) == 0 ? GapPolicy.Fire : GapPolicy.Hold,
            HasExcept = random.Next(3) == 0,
            Having = kind == Kind.State || random.Next(2) == 0 ? null : random.Next(2) == 0 ? HavingOrder : HavingChange,
            Limit = random.Next(2) == 0 ? null : (1 + random.Next(2), (2 + random.Next(10)) * (kind == Kind.State ? 10 : 1), (LimitBy)random.Next(kind == Kind.State ? 2 : 3)),
            ReadsFirst = random.Next(2) == 0,
            ReadsLast = random.Next(2) == 0,
            ReadsPrevious = random.Next(2) == 0,
            IgnoresOwn = random.Next(4) > 0,
        };
    }

    public Rule Build()
    {
        var within = TimeSpan.FromSeconds(Within);
        ImmutableArray<Clause> clauses = [.. Clauses.Select(Build)];
        Pattern pattern = Kind switch
        {
            Kind.Each => new EachPattern(clauses),
            Kind.Count => new CountPattern(clauses, AtLeast, within),
            Kind.Distinct => new CountPattern(clauses, AtLeast, within) { Distinct = [.. clauses.Select(_ => s_environment.Compile(ExpressionPlace.Key, "data.v"))] },
            Kind.Sequence => new SequencePattern(clauses, within),
            Kind.AllOf => new AllOfPattern(clauses, within),
            Kind.Absence => new AbsencePattern(clauses[..^1], clauses[^1], within),
            Kind.Settle => new SettlePattern(clauses, within, AtMost is { } atMost ? TimeSpan.FromSeconds(atMost) : null),
            _ => new StatePattern(s_environment.Compile(ExpressionPlace.StateCondition, "vm.status == 'paused'"), within),
        };
        var except = Kind == Kind.State ? "vm.facts.calm == 'yes'" : "data.v == 3";
        var read = string.Concat(ReadsFirst ? "{{ first.id }}" : "", ReadsLast ? "{{ last.id }}" : "", ReadsPrevious ? "{{ has(previous.id) }}" : "");
        return new Rule
        {
            Name = Name,
            Scope = IsFleet ? RuleScope.Fleet : RuleScope.Vm,
            When = new When
            {
                Pattern = pattern,
                Having = Having is null ? null : s_environment.Compile(ExpressionPlace.Having, Having),
                Gap = Gap,
                CountsRecovered = CountsRecovered,
            },
            Except = HasExcept ? [s_environment.Compile(ExpressionPlace.Condition, except)] : [],
            Limit = Limit is { } limit ? new Limit(limit.Max, TimeSpan.FromSeconds(limit.Per)) { By = LimitKey(limit.By) } : null,
            IgnoresOwnEffects = IgnoresOwn,
            Then = [new LogAction { Path = "then[0].log", Message = TextTemplate.Parse("x" + read, s_environment).Value! }],
        };
    }

    private static ImmutableArray<KeyPart>? LimitKey(LimitBy by) => by switch
    {
        LimitBy.Rule => null,
        LimitBy.Vm => ImmutableArray<KeyPart>.Empty,
        _ => [Member("j")],
    };

    private static Clause Build(ClauseSpec clause) => new()
    {
        Events = [.. clause.Names.Split(' ').Select(n => new EventPattern(n))],
        If = clause.Above is { } above ? s_environment.Compile(ExpressionPlace.Condition, string.Create(CultureInfo.InvariantCulture, $"data.v > {above}")) : null,
        By = clause.By is null ? [] : [Member(clause.By)],
    };

    private static KeyPart Member(string name) => new(name, s_environment.Compile(ExpressionPlace.Key, "data." + name), true);
}
