using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>An entry of <c>then</c> or <c>on_failure</c> as read.</summary>
internal sealed record ActionSyntax(Placed<string>? Name, YScalar? If, ActionBody? Body)
{
    public ImmutableArray<ActionSyntax> OnFailure { get; init; } = [];

    /// <summary>Where <c>on_failure</c> stands; null where it isn't given.</summary>
    public Place? OnFailurePlace { get; init; }

    public Placed<bool>? Continue { get; init; }
}

/// <summary>What an action does, as read.</summary>
internal abstract record ActionBody(Place Place);

internal sealed record AlertSyntax(Place Place) : ActionBody(Place)
{
    public Placed<string>? Id { get; init; }

    public YScalar? Summary { get; init; }

    public YScalar? Description { get; init; }

    public Severity? Severity { get; init; }

    public ImmutableArray<Named<YScalar>> Labels { get; init; } = [];

    public ImmutableArray<Placed<string>> To { get; init; } = [];

    public Placed<TimeSpan>? Wait { get; init; }

    public TimeSpan? Expires { get; init; }

    public ImmutableArray<ResolverSyntax> ResolvedBy { get; init; } = [];
}

/// <summary>An entry of <c>resolved_by</c>: a clause, or a state.</summary>
internal sealed record ResolverSyntax(ClauseSyntax? Clause, YScalar? State, TimeSpan For);

internal sealed record SendSyntax(Place Place, Placed<string>? To, YNode? Body) : ActionBody(Place);

internal sealed record WebhookSyntax(Place Place) : ActionBody(Place)
{
    public YScalar? Url { get; init; }

    public string Method { get; init; } = "POST";

    public ImmutableArray<Named<YScalar>> Headers { get; init; } = [];

    public YNode? Body { get; init; }

    public Placed<string>? Secret { get; init; }

    public TimeSpan? Timeout { get; init; }

    public RetryOptions? Retry { get; init; }
}

internal sealed record RecordSyntax(Place Place, string? To, ImmutableArray<Placed<string>> Key, ImmutableArray<Named<YScalar>> Fields)
    : ActionBody(Place)
{
    /// <summary>Names of all fields, those of faulty ones too.</summary>
    public ImmutableArray<string> FieldNames { get; init; } = [];
}

internal sealed record LogSyntax(Place Place, YScalar? Message) : ActionBody(Place);
