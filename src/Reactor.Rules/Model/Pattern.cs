using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>What a rule looks for. An event fills at most one clause of one partial match.</summary>
public abstract record Pattern
{
    /// <summary>All clauses, in the order of the file: their positions are the bits of a clause mask. Empty for <see cref="StatePattern"/>.</summary>
    public abstract ImmutableArray<Clause> Clauses { get; }

    /// <summary>How many of <see cref="Clauses"/>, from the first, may open a partial match (those are what <c>except</c> and own effects keep events from).</summary>
    public abstract int OpeningClauses { get; }

    /// <summary>The rule-language key that names the form, for messages: <c>event</c>, <c>at_least</c>, <c>sequence</c>...</summary>
    public abstract string Form { get; }
}

/// <summary>Each matching event: <c>event</c>/<c>if</c>, or <c>any_of</c>.</summary>
/// <param name="Any">One or more clauses, any of them.</param>
public sealed record EachPattern(ImmutableArray<Clause> Any) : Pattern
{
    /// <inheritdoc/>
    public override ImmutableArray<Clause> Clauses => Any;

    /// <inheritdoc/>
    public override int OpeningClauses => Any.Length;

    /// <inheritdoc/>
    public override string Form => Any.Length == 1 ? "event" : "any_of";
}

/// <summary><c>at_least</c>: so many matching events in a sliding window; then the window starts afresh.</summary>
/// <param name="Any">One or more clauses, any of them.</param>
/// <param name="AtLeast">How many events, or different values; 2 to 10,000.</param>
/// <param name="Within">From the first to the last, inclusive.</param>
public sealed record CountPattern(ImmutableArray<Clause> Any, int AtLeast, TimeSpan Within) : Pattern
{
    /// <summary>What is counted is different values of this, one program a clause (same text, each compiled for its events); empty: events.</summary>
    public ImmutableArray<CelProgram> Distinct { get; init; } = [];

    /// <inheritdoc/>
    public override ImmutableArray<Clause> Clauses => Any;

    /// <inheritdoc/>
    public override int OpeningClauses => Any.Length;

    /// <inheritdoc/>
    public override string Form => "at_least";
}

/// <summary><c>sequence</c> and <c>followed_by</c>: in order. Per prefix the newest start is kept; completion clears the key.</summary>
/// <param name="Steps">Two or more clauses.</param>
/// <param name="Within">From the first to the last, inclusive.</param>
public sealed record SequencePattern(ImmutableArray<Clause> Steps, TimeSpan Within) : Pattern
{
    /// <inheritdoc/>
    public override ImmutableArray<Clause> Clauses => Steps;

    /// <inheritdoc/>
    public override int OpeningClauses => 1;

    /// <inheritdoc/>
    public override string Form => "sequence";
}

/// <summary><c>all_of</c>: all, in any order; the newest of each is kept.</summary>
/// <param name="All">Two or more clauses.</param>
/// <param name="Within">From the first to the last, inclusive.</param>
public sealed record AllOfPattern(ImmutableArray<Clause> All, TimeSpan Within) : Pattern
{
    /// <inheritdoc/>
    public override ImmutableArray<Clause> Clauses => All;

    /// <inheritdoc/>
    public override int OpeningClauses => All.Length;

    /// <inheritdoc/>
    public override string Form => "all_of";
}

/// <summary><c>not_followed_by</c>: an opening event and no closing one in time. The earliest open one holds; repeats don't move the deadline.</summary>
/// <param name="Opening">One or more clauses, any of them.</param>
/// <param name="Closing">What must not come; an event at the deadline itself still closes.</param>
/// <param name="Within">From the opening event.</param>
public sealed record AbsencePattern(ImmutableArray<Clause> Opening, Clause Closing, TimeSpan Within) : Pattern
{
    private readonly ImmutableArray<Clause> _clauses = Opening.Add(Closing);

    /// <inheritdoc/>
    public override ImmutableArray<Clause> Clauses => _clauses;

    /// <inheritdoc/>
    public override int OpeningClauses => Opening.Length;

    /// <inheritdoc/>
    public override string Form => "not_followed_by";
}

/// <summary><c>settle</c>: once, when matching events have been quiet for so long, or at the latest some time after the first.</summary>
/// <param name="Any">One or more clauses, any of them.</param>
/// <param name="Quiet">Since the last event.</param>
/// <param name="AtMost">Since the first event; null for no such bound.</param>
public sealed record SettlePattern(ImmutableArray<Clause> Any, TimeSpan Quiet, TimeSpan? AtMost) : Pattern
{
    /// <inheritdoc/>
    public override ImmutableArray<Clause> Clauses => Any;

    /// <inheritdoc/>
    public override int OpeningClauses => Any.Length;

    /// <inheritdoc/>
    public override string Form => "settle";
}

/// <summary><c>state</c>: what is observed of the VM holds for so long; then once, until it has not held in between.</summary>
/// <param name="State">A bool over <c>vm</c>, <c>host</c>, <c>rule</c> and lists.</param>
/// <param name="For">How long; zero fires at once.</param>
public sealed record StatePattern(CelProgram State, TimeSpan For) : Pattern
{
    /// <inheritdoc/>
    public override ImmutableArray<Clause> Clauses => [];

    /// <inheritdoc/>
    public override int OpeningClauses => 0;

    /// <inheritdoc/>
    public override string Form => "state";
}
