using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>node</c>.</summary>
internal static class NodeShape
{
    public static readonly Shape Shape = new("the node");

    private static readonly Key<string> s_name = Shape.Optional("name", CommonReadings.HostName, "Its name; default: the machine's.");
    private static readonly Key<ImmutableArray<Named<string>>> s_labels = Shape.Optional("labels", CommonReadings.Labels, "Its labels; default: none.");

    public static Reading<NodeSyntax> Reading { get; } = new ObjectReading<NodeSyntax>(Shape, f => new(f.Get(s_name), f.GetOr(s_labels, [])));
}
