using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Tells the partition that decided a delivery that it was given up, where the delivery's action does something then.</summary>
internal static class DeliveryFarewell
{
    /// <summary>Adds the row to the inbox and returns it; null where nobody asked for it.</summary>
    public static InboxRow? Tell(Database database, long number, int attempts, string reason)
    {
        using var statement = database.Get("SELECT action_path, target, partition, on_giveup, webhook_id FROM deliveries WHERE seq = ? AND on_giveup IS NOT NULL");
        if (!statement.Add(number).Step())
            return null;
        string webhookId = statement.Text(4);
        var note = new GaveUp(webhookId, statement.Text(0), statement.Text(1), Encoding.UTF8.GetString(Excerpt.Of(reason)), statement.Blob(3));
        // A delivery that is revived by hand may be given up once more: the attempt tells the two apart.
        var row = new InboxRow($"{InboxKinds.GaveUp}/{webhookId}/{attempts}", statement.Int(2), InboxKinds.GaveUp, note.ToJson());
        Inbox.Insert(database, row);
        return row;
    }
}
