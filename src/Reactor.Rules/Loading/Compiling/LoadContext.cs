using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Checks;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>What all rules of a load are compiled with.</summary>
/// <param name="Vocabulary">Lists, macros, the oldest QEMU.</param>
/// <param name="Qemu">The events and commands that there are.</param>
/// <param name="Known">What the main configuration names.</param>
/// <param name="Diagnostics">Takes what is wrong.</param>
internal sealed record LoadContext(RuleVocabulary Vocabulary, CheckedQemu Qemu, KnownNames Known, DiagnosticBag Diagnostics)
{
    /// <summary>The absolute form of a path of a file that was read.</summary>
    public Func<string, string> FullPath { get; init; } = path => path;

    /// <summary>Says why programs can't be run as a user; null: it isn't looked at.</summary>
    public Func<string, UserProblem?>? UserProblem { get; init; }

    /// <summary>Says why a program can't be run; null: it isn't looked at.</summary>
    public Func<string, string?>? ProgramProblem { get; init; }

    /// <summary>Looks up events.</summary>
    public EventNames Events { get; } = new(Qemu, Diagnostics);

    /// <summary>Finds conditions with one outcome.</summary>
    public ConditionChecks Conditions { get; } = new(Diagnostics);

    /// <summary>Compiles what is said of one of these events.</summary>
    public ExpressionCompiler For(EventSet events) => For(events, events, events);

    /// <summary>Compiles what is said of a match.</summary>
    /// <param name="completing">What <c>event</c> and <c>data</c> may be.</param>
    /// <param name="first">What <c>first</c> may be.</param>
    /// <param name="last">What <c>last</c> and <c>previous</c> may be.</param>
    public ExpressionCompiler For(EventSet completing, EventSet first, EventSet last) =>
        new(Vocabulary.ForEvents(completing.Typed, first.Typed, last.Typed), Diagnostics)
        {
            Absent = Qemu.IsOneVm ? new AbsentMembers(Qemu, EventSet.Union([completing, first, last])) : null,
        };
}
