using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Rules.Engine;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>What waiting deliveries are about, as far as rows tell it.</summary>
internal static class SentSubjects
{
    /// <summary>That of what is told of an alert; null where there is no such alert.</summary>
    public static (SentSubject Subject, bool IsOpen)? OfAlert(Database database, string uid, ImmutableSortedDictionary<string, string> vmLabels)
    {
        AlertRow alert;
        using (var statement = database.Get($"SELECT {AlertColumns.All} FROM alerts WHERE uid = ?"))
        {
            if (!statement.Add(uid).Step())
                return null;
            alert = AlertColumns.Read(statement);
        }

        bool isOpen = alert.State != AlertState.Resolved;
        return (SentSubject.OfAlert(alert, isOpen ? "" : HostOf(database, alert.VmId), vmLabels), isOpen);
    }

    /// <summary>Those of the alerts that a group has told of and that have not ended.</summary>
    public static List<SentSubject> OfGroup(Database database, int partition, string group)
    {
        string prefix = SentSubject.GroupPrefix(group);
        using var statement = database.Get("SELECT payload FROM partition_state WHERE partition = ? AND kind = ? AND key >= ? AND key < ?");
        // The prefix ends with a slash: what follows it ends with the next character.
        statement.Add(partition).Add(SentSubject.GroupKind).Add(prefix).Add(prefix[..^1] + "0");
        var subjects = new List<SentSubject>();
        while (statement.Step())
        {
            if (SentSubject.OfGrouped(statement.Blob(0)) is { } subject)
                subjects.Add(subject);
        }

        return subjects;
    }

    /// <summary>That of a one-off send.</summary>
    public static SentSubject OfSend(
        Database database, string firing, string rule, string vmName, ImmutableSortedDictionary<string, string> labels, ImmutableSortedDictionary<string, string> vmLabels)
    {
        string severity = "";
        string? vmId = null;
        using (var statement = database.Get(
            $"SELECT severity, iif(json_extract(key, '$.vm') IS NULL, NULL, vm_id) FROM firings INDEXED BY firings_ids WHERE block IN {IdBlocks.OfFirings} AND id = ?"))
        {
            if (statement.Add(firing).Step())
                (severity, vmId) = (statement.Text(0), statement.TextOrNull(1));
        }

        return SentSubject.OfSend(
            rule, severity, labels, vmId is null ? null : new VmView { Id = vmId, Name = vmName, Host = HostOf(database, vmId), Labels = vmLabels });
    }

    private static string HostOf(Database database, string vm)
    {
        using var statement = database.Get("SELECT host FROM vms WHERE id = ?");
        return statement.Add(vm).Step() ? statement.Text(0) : "";
    }
}
