using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.CommandLine;

/// <summary><c>reactor alerts list | show | ack | resolve</c>.</summary>
internal static class AlertCommands
{
    private const int LongestLine = 16 * 1024;

    private static readonly (string Label, Func<JsonObject, string> Cell)[] s_fields =
    [
        ("alert", Cells.Text("uid")), ("state", AlertRows.State), ("severity", Cells.Text("severity")), ("rule", Cells.Text("rule")), ("id", Cells.Text("id")),
        ("vm", Cells.Text("vm_name")), ("vm id", Cells.Text("vm_id")), ("key", Cells.Json("key")), ("summary", Cells.Text("summary")), ("description", Cells.Text("description")),
        ("labels", Cells.Pairs("labels")), ("since", Cells.Time("starts_at")), ("last match", Cells.Time("refreshed_at")), ("times", Cells.Text("count")),
        ("unverified", Cells.Time("unverified_since")), ("to", AlertRows.Told), ("acknowledged", AlertRows.Note("acknowledged")), ("ended", Cells.Time("ends_at")),
        ("resolved by", Cells.Text("resolved_by")), ("by hand", AlertRows.Note("ended")), ("firing", Cells.Text("firing_id")),
    ];

    /// <summary>Adds them to <c>reactor alerts</c>.</summary>
    public static Command AddTo(Command alerts, Terminal terminal)
    {
        alerts.Add(QueryCommands.Create(AllQueries.Alerts, "list", "reactor alerts list --state open", terminal));
        alerts.Add(Show(terminal));
        alerts.Add(Act(
            "ack", "acknowledge",
            "Say that you look after alerts: nobody is told again that they fire, and who looks sees you. They stay open until they end.",
            "reactor alerts ack a_k3x9 --comment 'disk ordered'", terminal));
        alerts.Add(Act(
            "resolve", "resolve",
            "End alerts by hand, whatever they report. Who was told that they fire is told that they ended. What still goes on opens them again.",
            "reactor alerts resolve a_k3x9 --comment 'was a test'", terminal));
        return alerts;
    }

    private static Command Show(Terminal terminal)
    {
        var uid = new Argument<string>("ALERT") { Description = "The alert's name, as 'reactor alerts' lists it, or how it begins" };
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command("show", "All of one alert.\n\nExample:\n  reactor alerts show a_k3x9") { uid, config, output };
        command.SetAction(async (result, cancellation) =>
        {
            var store = Configurations.StorePath(CommonOptions.ResolveConfig(result.GetValue(config), terminal));
            var wanted = result.GetValue(uid)!;
            var name = wanted.StartsWith("a_", StringComparison.Ordinal) ? wanted : $"a_{wanted}";
            var rows = await QueryClient.AskAsync(store, AllQueries.Alerts, new Dictionary<string, string> { ["uid"] = name, ["limit"] = "11" }, terminal, cancellation);
            if (rows is not [var row])
            {
                throw new CommandFailedException(rows.Count == 0
                    ? $"there is no alert {Printable.Of(wanted, 64)}: 'reactor alerts' lists them"
                    : $"{Printable.Of(wanted, 64)} may be {(rows.Count > 10 ? "more than 10" : rows.Count.ToString(CultureInfo.InvariantCulture))} alerts: {string.Join(", ", rows.Take(10).Select(r => (string?)r["uid"]))}. Give more of the name");
            }
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, rows);
            }
            else
            {
                Print(row, terminal);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Print(JsonObject row, Terminal terminal)
    {
        foreach (var (label, cell) in s_fields)
        {
            if (cell(row) is { Length: > 0 } text)
            {
                terminal.Out.WriteLine($"{label,-14}{Printable.Of(text, LongestLine)}");
            }
        }
    }

    private static Command Act(string name, string what, string description, string example, Terminal terminal)
    {
        var uids = new Argument<string[]>("ALERT") { Description = "The alerts: their names, as 'reactor alerts' lists them, or how these begin", Arity = ArgumentArity.OneOrMore };
        var comment = new Option<string?>("--comment") { Description = "What you have to say about it", HelpName = "TEXT" };
        var author = OperatorRequests.Author();
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(name, $"{description}\n\nExample:\n  {example}") { uids, comment, author, config, output };
        command.SetAction(async (result, cancellation) =>
        {
            var body = new JsonObject
            {
                ["do"] = what, ["alerts"] = OperatorRequests.Texts(result.GetValue(uids)), ["comment"] = result.GetValue(comment),
                ["author"] = result.GetValue(author) ?? Environment.UserName,
            };
            var rows = await OperatorRequests.SendAsync("/v1/alerts", body, result.GetValue(config), terminal, cancellation);
            return OperatorRequests.Show(rows, AllQueries.Alerts.Columns, result.GetValue(output), terminal);
        });
        return command;
    }
}
