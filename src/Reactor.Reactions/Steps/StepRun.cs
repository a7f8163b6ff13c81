using System.Collections.Immutable;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Steps;

/// <summary>The run of one firing's steps, as it stands. Immutable.</summary>
internal sealed record StepRun
{
    /// <summary>Derived from the firing (and the delivery that was given up, where that began it).</summary>
    public required string Id { get; init; }

    public required Firing Firing { get; init; }

    /// <summary>Paths of the steps that are still to come, in order.</summary>
    public required ImmutableArray<string> Left { get; init; }

    /// <summary>The step under way; null only while the next is being looked for.</summary>
    public StepUnderWay? Current { get; init; }

    /// <summary><c>gathered</c>: JSON values by command.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Gathered { get; init; } = KeptJson.None;

    /// <summary><c>steps</c>: JSON objects by the actions' names.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Steps { get; init; } = KeptJson.None;

    /// <summary>The process that its commands are for: that of the completing event, else of the first that answered.</summary>
    public string? Process { get; init; }

    /// <summary>What it ends as when nothing is left.</summary>
    public RunEnd End { get; init; }

    /// <summary>Runs of the same rule and key that begin one after another when this one has ended: at most one firing, and escalations.</summary>
    public ImmutableArray<RunStart> Waiting { get; init; } = [];

    public Rule Rule => Firing.Rule;

    /// <summary>Of one rule and key one run goes on at a time.</summary>
    public (string Rule, string Key) Slot => (Rule.Name, Firing.Key.ToJson());
}

/// <summary>What a run begins with.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Firing">The firing.</param>
/// <param name="Left">Paths of the steps, in order.</param>
/// <param name="Steps">Results that are known already.</param>
/// <param name="IsEscalation">It follows from a delivery that was given up: no newer firing takes its place.</param>
internal sealed record RunStart(
    string Id, Firing Firing, ImmutableArray<string> Left, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Steps, bool IsEscalation = false);

/// <summary>What a run ended as.</summary>
internal enum RunEnd
{
    /// <summary>Every step succeeded, was left out by its <c>if</c>, or may fail.</summary>
    Done,

    /// <summary>An <c>only_if</c> did not hold.</summary>
    Skipped,

    /// <summary>A step was held: a muted window, a maintenance, a pause.</summary>
    Held,

    /// <summary>A step failed.</summary>
    Failed,

    /// <summary>It isn't known whether a step was done.</summary>
    Doubtful,
}

/// <summary>What a step does right now.</summary>
internal enum StepPhase
{
    /// <summary>The question of <c>only_if</c> is put.</summary>
    Asking,

    /// <summary>It is done.</summary>
    Acting,
}

/// <summary>The step under way: its result is awaited, or, when that is in, the event that it expects.</summary>
/// <param name="Path">Path of its action.</param>
/// <param name="Id">Its id: that of its intent.</param>
/// <param name="Phase">What it does right now.</param>
/// <param name="Attempt">From 1; a doubtful one is asked for again under the next number.</param>
internal sealed record StepUnderWay(string Path, string Id, StepPhase Phase, int Attempt)
{
    /// <summary>The event that it expects; null for none.</summary>
    public ExpectedEvent? Expected { get; init; }

    /// <summary>Its result, where only the expected event is awaited; null: it is not in.</summary>
    public StepResult? Result { get; init; }
}

/// <summary>An armed expectation.</summary>
/// <param name="Due">Past it the event did not come in time.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Event">The event that met or failed it; null before.</param>
internal sealed record ExpectedEvent(DateTimeOffset Due, ExpectationState State, VmEvent? Event = null);

/// <summary>Where an expectation stands.</summary>
internal enum ExpectationState
{
    /// <summary>The event is awaited.</summary>
    Open,

    /// <summary>It came.</summary>
    Met,

    /// <summary>It came, and <c>fail_if</c> holds.</summary>
    Failed,

    /// <summary>It did not come in time.</summary>
    Late,
}
