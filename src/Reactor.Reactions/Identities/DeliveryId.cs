using System.Globalization;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Identities;

/// <summary>
/// The <c>webhook-id</c> of a delivery (Standard Webhooks 1.0): a function of what the delivery is, so that it is the same on every
/// attempt and after every restart, and never shared by two deliveries.
/// </summary>
public static class DeliveryId
{
    /// <summary><c>msg_</c> and 26 characters.</summary>
    /// <param name="firingId">The firing that the delivery follows from; for a resolve the one that opened the alert.</param>
    /// <param name="actionPath">Path of the action in its rule.</param>
    /// <param name="target">Name of the target.</param>
    /// <param name="kind"><c>firing</c>, <c>resolved</c>, <c>repeat</c> and the like.</param>
    /// <param name="ordinal">Counts deliveries that agree in all the rest, from 0.</param>
    public static string Create(string firingId, string actionPath, string target, string kind, long ordinal = 0) =>
        StableId.Of("msg_", firingId, actionPath, target, kind, ordinal.ToString(CultureInfo.InvariantCulture));
}
