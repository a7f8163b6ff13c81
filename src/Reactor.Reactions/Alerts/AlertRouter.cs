using System.Collections.Immutable;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Alerts;

/// <summary>Where an alert goes: to its own <c>to</c>, else where the first route says whose <c>if</c> is true, else nowhere.</summary>
internal sealed class AlertRouter(RulesInForce inForce, Notices notices)
{
    /// <summary>Names of targets, each once. A route whose <c>if</c> fails is passed over, and counted for the rule.</summary>
    public ImmutableArray<string> Targets(FiringContext context, ImmutableArray<string> to)
    {
        if (!to.IsEmpty)
        {
            return [.. to.Distinct(StringComparer.Ordinal)];
        }

        foreach (var route in inForce.Settings.Routes)
        {
            if (Holds(context, route))
            {
                return [.. route.To.Distinct(StringComparer.Ordinal)];
            }
        }

        return [];
    }

    private bool Holds(FiringContext context, Route route)
    {
        if (route.If is null)
        {
            return true;
        }

        try
        {
            var value = route.If.Evaluate(context.Activation);
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
