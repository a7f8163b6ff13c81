using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Templates;

namespace Reactor.Rules.Model;

/// <summary>A QMP command as a rule writes it.</summary>
/// <param name="Name">Its name, such as <c>query-status</c>.</param>
/// <param name="Arguments">Its arguments: a map of templates; null for none.</param>
public sealed record QmpCommand(string Name, BodyTemplate? Arguments = null);

/// <summary>Asks the VM: read-only commands, whose results are <c>gathered</c> from then on.</summary>
public sealed record GatherAction : StepAction
{
    /// <summary>The name in <see cref="Commands"/> that stands for a picture of the screen; its result is <c>{"path": ...}</c>.</summary>
    public const string Screendump = "screendump";

    /// <inheritdoc/>
    public override string Kind => "gather";

    /// <summary>The commands, at least one; <c>gathered["NAME"]</c> is each one's result.</summary>
    public required ImmutableArray<QmpCommand> Commands { get; init; }
}

/// <summary>Commands to the VM, one after another.</summary>
public sealed record QmpAction : StepAction
{
    /// <inheritdoc/>
    public override string Kind => "qmp";

    /// <summary>The commands, at least one. The first that fails ends them.</summary>
    public required ImmutableArray<QmpCommand> Run { get; init; }

    /// <summary>Asked just before; where it does not hold the step ends as skipped, and so does the run. Null: not asked.</summary>
    public OnlyIf? OnlyIf { get; init; }

    /// <summary>What must be heard for the step to have succeeded; armed before sending. Null: the commands' returns are enough.</summary>
    public Expectation? Expect { get; init; }
}

/// <summary>A question to the VM, now, and what its answer must be.</summary>
/// <param name="Command">A read-only command.</param>
/// <param name="Check">A bool over the names of actions and <c>result</c>, the answer.</param>
public sealed record OnlyIf(QmpCommand Command, CelProgram Check);

/// <summary>An event that a command leads to.</summary>
/// <param name="Clause">Which event.</param>
/// <param name="FailIf">True for an event that <paramref name="Clause"/> means: the step failed; null: it succeeded.</param>
/// <param name="Within">From sending; past it the step failed.</param>
public sealed record Expectation(Clause Clause, CelProgram? FailIf, TimeSpan Within);

/// <summary>A program, without a shell.</summary>
public sealed record ExecAction : StepAction
{
    /// <inheritdoc/>
    public override string Kind => "exec";

    /// <summary>The program and its arguments, each one argument whatever its text is. The program is a literal path or name.</summary>
    public required ImmutableArray<TextTemplate> Command { get; init; }

    /// <summary>Environment variables besides <c>PATH</c> and <c>LANG</c>.</summary>
    public ImmutableSortedDictionary<string, TextTemplate> Environment { get; init; } = ImmutableSortedDictionary<string, TextTemplate>.Empty;

    /// <summary>What it reads on standard input, as JSON; null: the standard payload.</summary>
    public CelProgram? Stdin { get; init; }

    /// <summary>The folder that it runs in, absolute; null: the store's.</summary>
    public string? Directory { get; init; }

    /// <summary>The user that it runs as; null: the daemon's.</summary>
    public string? User { get; init; }
}
