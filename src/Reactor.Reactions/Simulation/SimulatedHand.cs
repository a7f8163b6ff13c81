using System.Collections.Immutable;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Simulation;

/// <summary>Alerts acknowledged or ended as an operator would do it.</summary>
internal static class SimulatedHand
{
    /// <summary>An inbox row for each that is meant.</summary>
    /// <param name="hand">What is done.</param>
    /// <param name="alerts">All alerts.</param>
    /// <param name="id">What ids of the rows begin with.</param>
    /// <exception cref="SimulationException">None is meant.</exception>
    public static IEnumerable<InboxRow> Rows(AlertsByHand hand, IEnumerable<AlertRow> alerts, string id)
    {
        ImmutableArray<MatcherTest> tests = [.. hand.Match.Select(m => new MatcherTest(new Matcher(m.Key, m.Value)))];
        var meant = alerts.Where(alert => alert.State.IsOpen() && HoldJudge.SubjectOf(OpenAlert.Read(alert)).Meets(tests)).ToList();
        return meant.Count > 0
            ? meant.Select(alert => new InboxRow(
                $"{id}/{alert.Uid}", PartitionMap.OfAlert(alert.VmId, alert.Key), InboxKinds.AlertByHand, new AlertByHand(alert.Uid, hand.Resolves, "test").Write()))
            : throw new SimulationException(
                $"at {hand.At}: no alert is open that is to be {(hand.Resolves ? "resolved" : "acknowledged")}: {string.Join(", ", hand.Match.Select(m => $"{m.Key}: {m.Value}"))}");
    }
}
