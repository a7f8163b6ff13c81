using System.Collections.Immutable;

namespace Reactor.Reactions.Steps;

/// <summary>What a step does, all texts rendered: what a guest said is data in it and nothing else. Kept in <see cref="Commits.StepRow.Request"/> as <see cref="StepRequestJson"/> writes it.</summary>
public sealed record StepRequest
{
    /// <summary><c>gather</c>, <c>qmp</c> or <c>exec</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Time for each command, or for the program.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Commands to the VM, one after another. Empty for <c>exec</c>.</summary>
    public ImmutableArray<StepCommand> Commands { get; init; } = [];

    /// <summary>Only questions: a <c>gather</c>, or the question of <c>only_if</c>. Anything else among <see cref="Commands"/> is to be refused. All of them are put, even where one fails; else the first that fails ends them.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>Whether the rule allows commands that may destroy something. Without it they are to be refused.</summary>
    public bool AllowsDestructive { get; init; }

    /// <summary>
    /// The process that the commands are meant for, in the form that ids of live events begin with (see <see cref="EventProcess"/>); null
    /// where it isn't known. Another process must not get them.
    /// </summary>
    public string? Process { get; init; }

    /// <summary>Program and arguments of <c>exec</c>; never a shell's.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Environment variables of <c>exec</c> besides <c>PATH</c> and <c>LANG</c>.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The folder that <c>exec</c> runs in, absolute; null: the store's.</summary>
    public string? Directory { get; init; }

    /// <summary>The user that <c>exec</c> runs as; null: the daemon's.</summary>
    public string? User { get; init; }

    /// <summary>What <c>exec</c> reads on standard input: UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Stdin { get; init; }

    /// <summary>What of it is not whole since a guest's text is longer than may be handed over: <c>argv[N]</c>, <c>env.NAME</c>, <c>stdin</c>.</summary>
    public ImmutableArray<string> Cut { get; init; } = [];
}

/// <summary>A QMP command, rendered.</summary>
/// <param name="Name">Its name; <c>screendump</c> without arguments, in a gather, is a picture into a file that the executor names.</param>
/// <param name="Arguments">A JSON object in UTF-8; null for none.</param>
public sealed record StepCommand(string Name, ReadOnlyMemory<byte>? Arguments = null);
