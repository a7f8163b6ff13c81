using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Alerts;

/// <summary>Where an alert goes: to its own <c>to</c>, else where the first route says whose <c>if</c> is true, else nowhere.</summary>
internal sealed class AlertRouter(RulesInForce inForce, Notices notices)
{
    /// <summary>Names of targets, each once. A route whose <c>if</c> fails is passed over, and counted for the rule.</summary>
    public ImmutableArray<string> Targets(FiringContext context, ImmutableArray<string> to, string id, string severity, ImmutableSortedDictionary<string, string> labels) =>
        to.IsEmpty ? [.. Route(context, context.Routing(id, severity, labels))?.To.Distinct(StringComparer.Ordinal) ?? []] : [.. to.Distinct(StringComparer.Ordinal)];

    /// <summary>Where an alert goes that opens, and with whom. One that names its targets is told alone, once.</summary>
    public AlertRoute Find(FiringContext context, ImmutableArray<string> to, AlertRow alert)
    {
        if (!to.IsEmpty)
        {
            return new AlertRoute([.. to.Distinct(StringComparer.Ordinal)]);
        }

        return Route(context, context.Routing(alert.Id, alert.Severity, alert.Labels)) is { } route
            ? new AlertRoute(
                [.. route.To.Distinct(StringComparer.Ordinal)],
                route.Repeat,
                route.Group is { } group ? new GroupPlace(route.Id, KeyOf(alert, context.Firing.Vm.Host, group.By), group.Wait, group.Interval) : null)
            : AlertRoute.Nowhere;
    }

    private Route? Route(FiringContext context, CelActivation activation)
    {
        foreach (var route in inForce.Settings.Routes)
        {
            if (Holds(context, activation, route))
            {
                return route;
            }
        }

        return null;
    }

    // An alert of a fleet rule is of no VM: its host is what its key says, if anything.
    private static string KeyOf(AlertRow alert, string host, ImmutableArray<string> by)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var name in by.Order(StringComparer.Ordinal))
        {
            writer.WriteString(name, name switch
            {
                "rule" => alert.Rule,
                "alert" => alert.Id,
                "severity" => alert.Severity,
                "vm" => alert.VmName,
                "host" when alert.VmId.Length > 0 => host,
                _ => alert.Labels.GetValueOrDefault(name, ""),
            });
        }

        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private bool Holds(FiringContext context, CelActivation activation, Route route)
    {
        if (route.If is null)
        {
            return true;
        }

        try
        {
            var value = route.If.Evaluate(activation);
            context.CountErrors(value.IsError ? 1 : 0);
            return value.IsTrue;
        }
        catch (Exception e) when (Defect.Is(e))
        {
            // A route serves all rules: it must not cost the one that met it.
            context.CountErrors(1);
            notices.Add(context.Commit, context.Firing.Vm, context.Now, $"the route `{route.If.Text}` failed and is passed over: {e.GetType().Name}: {e.Message}");
            return false;
        }
    }
}
