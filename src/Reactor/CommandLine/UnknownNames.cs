using System.Text.Json.Nodes;
using Reactor.Api;
using Reactor.Output;
using Reactor.Qmp;
using Reactor.Queries;
using Reactor.Rules.Diagnostics;

namespace Reactor.CommandLine;

/// <summary>Where a filter found nothing: says so if it names what isn't there, with the nearest name that is.</summary>
internal static class UnknownNames
{
    /// <summary>Tells of an event, or a glob of events, that nobody knows. No more than that: another QEMU may have events that are not known here.</summary>
    /// <exception cref="CommandFailedException">It is a known one but for small letters or hyphens, and no QEMU has events of such names.</exception>
    public static void TellEvent(string name, Terminal terminal)
    {
        if (EventCatalogue.Default.MatchGlob(name).Count > 0)
        {
            return;
        }
        if (EventCatalogue.Default.Spelled(name) is { } spelled)
        {
            throw new CommandFailedException(Printable.Of($"there is no event {name}: did you mean {spelled}?"), ExitCode.Usage);
        }
        var near = Nearest.Find(name.Replace("*", "", StringComparison.Ordinal), EventCatalogue.Default.Names) is { } meant ? $": did you mean {meant}?" : "";
        terminal.Error.WriteLine(Printable.Of(name.AsSpan().ContainsAny('*', '?') ? $"no event is known that {name} means{near}" : $"no event {name} is known{near}"));
    }

    /// <summary>Names are told on the error output; what there is is asked of the daemon, or of its store.</summary>
    public static async Task TellAsync(string store, IReadOnlyDictionary<string, string> filters, Terminal terminal, CancellationToken cancellation)
    {
        if (filters.TryGetValue("name", out var name))
        {
            TellEvent(name, terminal);
        }
        foreach (var (what, query, members) in (IEnumerable<(string, Query, string[])>)
            [("vm", AllQueries.Vms, ["name", "id"]), ("rule", AllQueries.Rules, ["name"]), ("target", AllQueries.Targets, ["name"])])
        {
            // Rules are known to a running daemon alone.
            if (filters.TryGetValue(what, out var wanted) && (what != "rule" || ControlSocket.IsAnswered(ControlSocket.PathFor(store))))
            {
                await TellAsync(store, what == "vm" ? "VM" : what, query, members, [wanted], terminal, cancellation);
            }
        }
    }

    /// <summary>Tells of VMs that aren't there.</summary>
    public static Task TellVmsAsync(string store, IReadOnlyList<string> wanted, Terminal terminal, CancellationToken cancellation) =>
        TellAsync(store, "VM", AllQueries.Vms, ["name", "id"], wanted, terminal, cancellation);

    private static async Task TellAsync(string store, string what, Query query, string[] members, IReadOnlyList<string> wanted, Terminal terminal, CancellationToken cancellation)
    {
        var names = wanted.Where(name => !name.AsSpan().ContainsAny('*', '?')).ToList();
        if (names.Count == 0)
        {
            return;
        }
        var quiet = terminal with { Error = TextWriter.Null };
        var rows = await QueryClient.AskAsync(store, query, new Dictionary<string, string>(), quiet, cancellation);
        var known = rows.SelectMany(row => members.Select(member => (string?)row[member])).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in names.Where(name => !known.Contains(name)))
        {
            var hint = Nearest.Suggest(name, known) is { } near ? $": {near}" : "";
            terminal.Error.WriteLine(Printable.Of($"there is no {what} {name} now{hint}"));
        }
    }
}
