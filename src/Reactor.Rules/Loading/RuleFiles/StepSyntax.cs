using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>What a step does, as read.</summary>
internal abstract record StepBody(Place Place) : ActionBody(Place)
{
    public Placed<string>? Budget { get; init; }

    public TimeSpan? Timeout { get; init; }
}

internal sealed record GatherSyntax(Place Place, ImmutableArray<CommandSyntax> Commands) : StepBody(Place);

internal sealed record QmpSyntax(Place Place, ImmutableArray<CommandSyntax> Run) : StepBody(Place)
{
    public OnlyIfSyntax? OnlyIf { get; init; }

    public ExpectSyntax? Expect { get; init; }
}

internal sealed record ExecSyntax(Place Place, ImmutableArray<YScalar> Command) : StepBody(Place)
{
    public ImmutableArray<Named<YScalar>> Environment { get; init; } = [];

    public YScalar? Stdin { get; init; }

    public Placed<string>? Directory { get; init; }

    public Placed<string>? User { get; init; }
}

/// <summary>A QMP command: its name alone, or with arguments.</summary>
internal sealed record CommandSyntax(Placed<string> Name, YMap? Arguments);

internal sealed record OnlyIfSyntax(CommandSyntax? Command, YScalar? Check);

internal sealed record ExpectSyntax(ClauseSyntax Clause, YScalar? FailIf, TimeSpan? Within);

internal sealed record SetFactSyntax(Place Place, string? Name, YScalar? Value, TimeSpan? For) : ActionBody(Place);

internal sealed record ClearFactSyntax(Place Place, string? Name) : ActionBody(Place);
