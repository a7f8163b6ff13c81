using System.CommandLine;
using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Qmp;
using Reactor.Queries;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;

namespace Reactor.CommandLine;

/// <summary><c>reactor catalogue</c>: what rules can name.</summary>
internal static class CatalogueCommand
{
    private const int MostValues = 12;

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("NAME") { Description = "Only these; * and ? stand for any text. Default: all", Arity = ArgumentArity.ZeroOrOne };
        var commands = new Option<bool>("--commands") { Description = "QMP commands, what they may do and what they take, instead of events" };
        var output = CommonOptions.Output();
        var command = new Command(
            "catalogue",
            $"The events that rules can name, with the members of their data (? for one that may be absent), or with --commands the QMP commands: those of QEMU {EventCatalogue.Default.QemuVersion} and before.\n\nExample:\n  reactor catalogue 'BLOCK_*'\n  reactor catalogue 'block*' --commands")
        {
            name, commands, output,
        };
        command.SetAction(result =>
        {
            var wanted = result.GetValue(name);
            var isCommands = result.GetValue(commands);
            var all = isCommands ? CommandCatalogue.Default.All.Select(Row) : EventCatalogue.Default.All.Select(Row);
            var rows = all.Where(row => AllQueries.Named(wanted, (string)row["name"]!, null)).OrderBy(row => (string)row["name"]!, StringComparer.Ordinal).ToList();
            if (rows.Count == 0)
            {
                var near = Nearest.Suggest(wanted!, isCommands ? CommandCatalogue.Default.Names : EventCatalogue.Default.Names);
                var other = isCommands ? EventCatalogue.Default.Names : CommandCatalogue.Default.Names;
                var elsewhere = other.Any(each => AllQueries.Named(wanted, each, null))
                    ? isCommands ? "; it is an event: leave --commands out" : "; it is a command: add --commands"
                    : null;
                throw new CommandFailedException(
                    $"there is no {(isCommands ? "command" : "event")} {Printable.Of(wanted!, 64)}{elsewhere ?? (near is null ? "" : $"; {near}")}");
            }
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, rows);
            }
            else
            {
                TableWriter.Write(terminal, isCommands ? s_commandColumns : s_eventColumns, rows);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    private static readonly Column[] s_eventColumns =
    [
        new("event", Cells.Text("name")), new("since", Cells.Text("since")), new("limited", Cells.Text("limited")),
        new("data", row => Members(row["data"]!.AsArray())),
    ];

    private static readonly Column[] s_commandColumns =
    [
        new("command", Cells.Text("name")), new("since", Cells.Text("since")), new("risk", Cells.Text("risk")),
        new("arguments", row => Members(row["arguments"]!.AsArray())),
    ];

    private static JsonObject Row(EventSchema e) => new()
    {
        ["name"] = e.Name,
        ["since"] = e.Own ? "reactor" : e.Since,
        ["removed_in"] = e.Removed?.In,
        ["limited"] = e.RateLimit is { } limit ? $"1 per {DurationText.Format(limit.Interval)}{(limit.Key.Count > 0 ? $" and {string.Join(", ", limit.Key)}" : "")}" : null,
        ["data"] = new JsonArray([.. e.Fields.Select(JsonNode (f) => Member(f.Name, f.Type, f.Optional, f.Values))]),
    };

    private static JsonObject Row(CommandSchema c) => new()
    {
        ["name"] = c.Name,
        ["since"] = c.Since,
        ["removed_in"] = c.Removed?.In,
        ["risk"] = c.Risk.ToString().ToLowerInvariant(),
        ["arguments"] = new JsonArray([.. c.Arguments.Select(JsonNode (a) => Member(a.Name, a.Type, a.Optional, a.Values))]),
    };

    private static JsonObject Member(string name, string type, bool isOptional, IReadOnlyList<string> values) => new JsonObject
    {
        ["name"] = name, ["type"] = type, ["optional"] = isOptional, ["values"] = values.Count == 0 ? null : new JsonArray([.. values.Select(v => (JsonNode?)v)]),
    };

    private static string Members(JsonArray members) => string.Join(", ", members.Select(m => $"{m!["name"]}{((bool)m["optional"]! ? "?" : "")}: {Type(m)}"));

    private static string Type(JsonNode member) =>
        member["values"] is JsonArray { Count: <= MostValues } values ? string.Join('|', values.Select(v => (string?)v)) : (string)member["type"]!;
}
