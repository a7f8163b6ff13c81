using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>A checkpoint of a rule test. What is null is not checked; what is given is all that may be.</summary>
/// <param name="At">When, from the test's start; all inputs of that time came before.</param>
/// <param name="Line">The line that it starts in.</param>
public sealed record TestExpectation(TimeSpan At, int Line)
{
    /// <summary>The alerts as they stand. All open ones must be here; ended ones may.</summary>
    public ImmutableArray<Expected>? Alerts { get; init; }

    /// <summary>What rules did since the checkpoint before, besides alerts.</summary>
    public ImmutableArray<Expected>? Actions { get; init; }

    /// <summary>Notifications of alerts since the checkpoint before.</summary>
    public ImmutableArray<Expected>? Notifications { get; init; }

    /// <summary>The rows of record tables as they stand.</summary>
    public ImmutableArray<Expected>? Records { get; init; }

    /// <summary>The facts of all VMs as they stand.</summary>
    public ImmutableArray<Expected>? Facts { get; init; }

    /// <summary>Lines that rules wrote to the log since the checkpoint before.</summary>
    public ImmutableArray<Expected>? Logs { get; init; }
}

/// <summary>Something that is to be there: what is given of it, and how often.</summary>
/// <param name="Subset">Members that it must have; maps may have more members, lists not more items.</param>
/// <param name="Times">How many of them.</param>
/// <param name="Line">The line that it stands in.</param>
public sealed record Expected(JsonObject Subset, int Times, int Line);
