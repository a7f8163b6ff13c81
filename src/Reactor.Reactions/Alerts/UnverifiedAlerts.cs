using System.Collections.Immutable;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// Alerts of what stood before a gap and stands after it: it may have ended and begun again meanwhile, which nothing shows. They are refreshed, as what
/// they report is so, and marked <em>unverified</em>, until something is heard of it again. Nobody is notified of the mark.
/// </summary>
internal sealed class UnverifiedAlerts(AlertBook book, AlertDesk desk)
{
    /// <summary>These levels of a VM stand after a gap as they stood before it.</summary>
    public void Mark(string vmId, ImmutableArray<string> standing, DateTimeOffset now, CommitBuilder commit)
    {
        if (standing.IsEmpty)
        {
            return;
        }

        foreach (var alert in book.Of(vmId))
        {
            if (alert.Extra.Levels.Any(level => standing.Contains(level)))
            {
                var marked = alert.With(alert.Extra with { UnverifiedSince = alert.Extra.UnverifiedSince ?? now, Pending = alert.Extra.Pending?.Marked(alert.Extra.UnverifiedSince ?? now) });
                desk.Keep(marked with { Row = marked.Row with { RefreshedAt = now } }, commit);
            }
        }
    }

    /// <summary>An event may tell something new of what is marked.</summary>
    public void See(SeenEvent seen, CommitBuilder commit)
    {
        foreach (var alert in book.Unverified(seen.Vm.Id))
        {
            if (Level.IsTold(alert.Extra.Levels, seen.Event.Name, seen.Event.Data))
            {
                desk.Keep(alert.With(alert.Extra with { UnverifiedSince = null, Pending = alert.Extra.Pending?.Marked(null) }), commit);
            }
        }
    }
}
