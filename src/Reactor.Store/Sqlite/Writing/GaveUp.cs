using System.Text;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Tells the partition that decided a delivery that it was given up, where the delivery's action does something then.</summary>
internal static class GaveUp
{
    private const int Version = 1;

    /// <summary>Adds the row to the inbox and returns it; null where nobody asked for it.</summary>
    public static InboxRow? Tell(Database database, string webhookId, int attempts, string reason)
    {
        using var statement = database.Get("SELECT action_path, target, partition, on_giveup FROM deliveries WHERE webhook_id = ? AND on_giveup IS NOT NULL");
        if (!statement.Add(webhookId).Step())
            return null;
        byte[] firing = statement.Blob(3);
        string payload = JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", Version);
            writer.WriteString("webhook_id", webhookId);
            writer.WriteString("action", statement.Text(0));
            writer.WriteString("target", statement.Text(1));
            writer.WriteString("reason", Excerpt.Of(reason));
            writer.WritePropertyName("firing");
            writer.WriteRawValue(firing, skipInputValidation: true);
            writer.WriteEndObject();
        });
        // A delivery that is revived by hand may be given up once more: the attempt tells the two apart.
        var row = new InboxRow($"{InboxKinds.GaveUp}/{webhookId}/{attempts}", statement.Int(2), InboxKinds.GaveUp, Encoding.UTF8.GetBytes(payload));
        Inbox.Insert(database, row);
        return row;
    }
}
