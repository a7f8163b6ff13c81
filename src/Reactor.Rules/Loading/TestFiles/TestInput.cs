using System.Collections.Immutable;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>Something that happens in a rule test.</summary>
/// <param name="At">When, from the test's start.</param>
public abstract record TestInput(TimeSpan At);

/// <summary>An event of a VM.</summary>
/// <param name="At">When.</param>
/// <param name="Vm">The VM's name.</param>
/// <param name="Name">The event's name.</param>
/// <param name="Data">Its data, a JSON object in UTF-8 in the wire's form.</param>
public sealed record EventHappens(TimeSpan At, string Vm, string Name, ReadOnlyMemory<byte> Data) : TestInput(At);

/// <summary>The daemon stops, and starts again from what the store holds.</summary>
/// <param name="At">When it stops.</param>
/// <param name="DownFor">How long it is down.</param>
public sealed record EngineRestarts(TimeSpan At, TimeSpan DownFor) : TestInput(At);

/// <summary>Other rules take the place of those that run.</summary>
/// <param name="At">When.</param>
/// <param name="Rules">The new rules.</param>
public sealed record RulesReload(TimeSpan At, RuleSet Rules) : TestInput(At);

/// <summary>What becomes of the connection to a VM.</summary>
public enum TestLink
{
    /// <summary>It ends; the VM may live on.</summary>
    Down,

    /// <summary>It is there again.</summary>
    Up,

    /// <summary>It stays, and something was lost on it.</summary>
    Missed,

    /// <summary>The VM's process ends.</summary>
    Ended,

    /// <summary>It stays, and the VM doesn't answer.</summary>
    Silent,

    /// <summary>A VM that did not answer does so again.</summary>
    Answers,
}

/// <summary>The connection to a VM changes.</summary>
/// <param name="At">When.</param>
/// <param name="Vm">The VM's name.</param>
/// <param name="Link">How.</param>
/// <param name="Status">The run state that its answer to <c>query-status</c> shows; null: the one that its events led to.</param>
public sealed record LinkChanges(TimeSpan At, string Vm, TestLink Link, string? Status) : TestInput(At)
{
    /// <summary>The other queries that a VM is asked after a gap.</summary>
    public static readonly ImmutableArray<string> Queries =
        ["query-acpi-ospm-status", "query-balloon", "query-block", "query-dump", "query-jobs", "query-migrate", "query-spice", "query-vnc", "query-vnc-servers"];

    /// <summary>What it answers to them, JSON in UTF-8; where there is nothing: what its events led to.</summary>
    public ImmutableArray<KeyValuePair<string, ReadOnlyMemory<byte>>> Answers { get; init; } = [];
}

/// <summary>How a target answers from now on.</summary>
/// <param name="At">When.</param>
/// <param name="Target">The target's name; of a webhook written in a rule <c>rule/NAME/PATH</c>.</param>
/// <param name="Answers">HTTP status codes, one an attempt, the last for all further ones; 0 for no answer.</param>
public sealed record TargetAnswers(TimeSpan At, string Target, ImmutableArray<int> Answers) : TestInput(At);

/// <summary>Which holds an operator sets.</summary>
public enum TestHold
{
    /// <summary>A silence: notifications are held.</summary>
    Silence,

    /// <summary>A maintenance: commands and programs too.</summary>
    Maintenance,
}

/// <summary>An operator sets a silence or a maintenance.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">Which.</param>
/// <param name="Match">What it is for: <c>rule</c>, <c>vm</c>, <c>host</c> or a label, and its value. All must fit.</param>
/// <param name="For">How long it lasts.</param>
public sealed record HoldIsSet(TimeSpan At, TestHold Kind, ImmutableArray<KeyValuePair<string, string>> Match, TimeSpan For) : TestInput(At);

/// <summary>An operator acknowledges alerts, or ends them.</summary>
/// <param name="At">When.</param>
/// <param name="Resolves">Ends them; else acknowledges.</param>
/// <param name="Match">Which of the open ones: <c>rule</c>, <c>alert</c>, <c>severity</c>, <c>vm</c>, <c>host</c> or a label, and its value. All must fit.</param>
public sealed record AlertsByHand(TimeSpan At, bool Resolves, ImmutableArray<KeyValuePair<string, string>> Match) : TestInput(At);

/// <summary>How a command is answered from now on.</summary>
/// <param name="At">When.</param>
/// <param name="Vm">The VM's name; null for all.</param>
/// <param name="Command">The command.</param>
/// <param name="Answers">The answers, one a command, the last for all further ones.</param>
public sealed record CommandAnswers(TimeSpan At, string? Vm, string Command, ImmutableArray<CommandAnswer> Answers) : TestInput(At);

/// <summary>The answer to a command.</summary>
/// <param name="Return">What it returns, JSON in UTF-8; null where it fails.</param>
/// <param name="ErrorClass">QEMU's class of its error; null where it returns, or doesn't answer in time.</param>
/// <param name="ErrorText">The error's text.</param>
public sealed record CommandAnswer(ReadOnlyMemory<byte>? Return, string? ErrorClass = null, string ErrorText = "")
{
    /// <summary>None in time.</summary>
    public bool IsTimeout => Return is null && ErrorClass is null;
}

/// <summary>How a program ends from now on.</summary>
/// <param name="At">When.</param>
/// <param name="Program">The program, as the rule names it.</param>
/// <param name="ExitCode">Its exit code; null where it is killed for taking too long.</param>
/// <param name="Stdout">What it prints.</param>
/// <param name="Stderr">What it prints to standard error.</param>
public sealed record ProgramEnds(TimeSpan At, string Program, int? ExitCode, string Stdout, string Stderr) : TestInput(At);

/// <summary>The wall clock is set. Engine time goes on evenly until the next start.</summary>
/// <param name="At">When.</param>
/// <param name="Step">By how much; less than zero for back.</param>
public sealed record ClockSteps(TimeSpan At, TimeSpan Step) : TestInput(At);
