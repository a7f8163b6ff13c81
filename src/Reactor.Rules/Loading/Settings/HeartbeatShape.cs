using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>heartbeat</c>.</summary>
internal static class HeartbeatShape
{
    public static readonly Shape Shape = new Shape("the heartbeat").Alone("{to: TEXT}");

    private static readonly Key<Placed<string>> s_to = Shape.Required("to", Collections.Placed(Scalars.Word("a target's name")), "The name of a target of the kind `alertmanager` or `webhook`.");
    private static readonly Key<TimeSpan> s_every = Shape.Optional("every", Scalars.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)), "How often it is told; default 1m.");

    public static Reading<HeartbeatSyntax> Reading { get; } = new ObjectReading<HeartbeatSyntax>(
        Shape, f => new HeartbeatSyntax(f.TryGet(s_to, out var to) ? to : null, f.GetOr(s_every, TimeSpan.FromMinutes(1))));
}
