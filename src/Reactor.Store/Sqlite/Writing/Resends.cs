using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Of what is sent again and again, such as to Alertmanager, only the latest is kept.</summary>
internal static class Resends
{
    /// <summary>Drops earlier re-sends of the same firing to the same target, whatever became of them; one that is being tried is left.</summary>
    public static void Drop(Session session, DeliveryRow row)
    {
        // The last one, and those that were being tried when it came.
        var earlier = new List<long>();
        using (var statement = session.Database.Get("SELECT seq, webhook_id FROM deliveries INDEXED BY deliveries_resends WHERE kind = 'resend' AND firing_id = ? AND target = ?"))
        {
            statement.Add(row.FiringId).Add(row.Target);
            while (statement.Step())
            {
                if (!session.Claims.Holds(statement.Text(1)))
                    earlier.Add(statement.Long(0));
            }
        }

        foreach (long number in earlier)
        {
            using var statement = session.Database.Get("DELETE FROM deliveries WHERE seq = ?");
            statement.Add(number).Run();
        }
    }
}
