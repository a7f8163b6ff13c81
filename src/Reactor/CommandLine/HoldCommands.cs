using System.CommandLine;
using System.Text.Json.Nodes;
using Reactor.Manual;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Commits;

namespace Reactor.CommandLine;

/// <summary><c>reactor silence</c> and <c>reactor maintenance</c>.</summary>
internal static class HoldCommands
{
    public static Command Silence(Terminal terminal)
    {
        var matchers = new Argument<string[]>("MATCHER")
        {
            Description = "name=value, name!=value, name=~regex or name!~regex. Names: vm, host, rule, alert, severity, or a label's. All must be met",
            Arity = ArgumentArity.OneOrMore,
        };
        var until = new Option<bool>("--until-resolved") { Description = "It ends when the alerts have ended that it means" };
        var add = Add("add", "Hold notifications of alerts that all matchers mean. What still fires at its end is told then.", "reactor silence add vm=web1 rule=~disk-.* --for 2h --reason 'disk is being replaced'", terminal,
            [matchers, until], "/v1/silences", (result, body) =>
            {
                body["matchers"] = OperatorRequests.Texts(result.GetValue(matchers));
                body["until_resolved"] = result.GetValue(until);
            });
        return Family("silence", "Hold notifications for a time, list what holds them, and end that.", AllQueries.Silences, add, "expire", InboxKinds.Silence, terminal);
    }

    public static Command Maintenance(Terminal terminal)
    {
        var vm = Several("--vm", "NAME", "A VM's name or id; given more than once, any of them");
        var host = Several("--host", "NAME", "A host's name; given more than once, any of them");
        var label = Several("--label", "NAME=VALUE", "A label of VMs; given more than once, all of them");
        var add = Add("add", "Hold notifications, commands and programs of rules for VMs that are worked on. What still fires at its end is told then.", "reactor maintenance add --vm web1 --for 1h --reason 'kernel update'", terminal,
            [vm, host, label], "/v1/maintenances", (result, body) =>
            {
                body["vm"] = OperatorRequests.Texts(result.GetValue(vm));
                body["host"] = OperatorRequests.Texts(result.GetValue(host));
                body["label"] = OperatorRequests.Texts(result.GetValue(label));
            });
        return Family("maintenance", "Hold notifications, commands and programs for VMs that are worked on, list that, and end it.", AllQueries.Maintenances, add, "end", InboxKinds.Maintenance, terminal);
    }

    private static Command Family(string name, string description, Query query, Command add, string end, string kind, Terminal terminal)
    {
        var family = QueryCommands.Create(query, name, query.Example, terminal);
        family.Description = $"{description}\n\nExample:\n  {CommandEntry.ExampleOf(add)}\n  {query.Example}";
        family.Add(add);
        family.Add(QueryCommands.Create(query, "list", query.Example, terminal));
        family.Add(End(end, kind, terminal));
        return family;
    }

    private static Command Add(
        string name, string description, string example, Terminal terminal, Symbol[] own, string path, Action<ParseResult, JsonObject> fill)
    {
        var duration = new Option<string?>("--for") { Description = "How long, such as 30m, 2h or 7d, from its start", HelpName = "DURATION" };
        var until = new Option<string?>("--until") { Description = $"Until when, such as 2026-03-02T18:00:00Z; {TypedTimes.Zone}", HelpName = "TIME" };
        var starts = new Option<string?>("--starts") { Description = $"When it begins: a time ({TypedTimes.Zone}), or in how long (1h). Default: now", HelpName = "TIME" };
        var reason = new Option<string?>("--reason") { Description = "Why: whoever looks at it next wants to know", HelpName = "TEXT", Required = true };
        var isUnchecked = new Option<bool>("--unchecked") { Description = "VMs, hosts, rules and labels may be named that aren't there yet" };
        var author = OperatorRequests.Author();
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(name, $"{description}\n\nExample:\n  {example}");
        foreach (var symbol in own.Concat([duration, until, starts, reason, author, isUnchecked, config, output]))
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }
        command.SetAction(async (result, cancellation) =>
        {
            var body = new JsonObject
            {
                ["for"] = result.GetValue(duration), ["until"] = TypedTimes.InUtc(result.GetValue(until), terminal.Time), ["starts"] = TypedTimes.InUtc(result.GetValue(starts), terminal.Time), ["reason"] = result.GetValue(reason),
                ["author"] = result.GetValue(author) ?? Environment.UserName, ["unchecked"] = result.GetValue(isUnchecked),
            };
            fill(result, body);
            var rows = await OperatorRequests.SendAsync(path, body, result.GetValue(config), terminal, cancellation);
            return OperatorRequests.Show(rows, HoldRows.Columns, result.GetValue(output), terminal);
        });
        return command;
    }

    private static Command End(string name, string kind, Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = $"The {kind}'s id, as 'reactor {kind} list' lists it, or how it begins" };
        var author = OperatorRequests.Author();
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(name, $"End a {kind} now. What it held and still fires is told.\n\nExample:\n  reactor {kind} {name} {kind[0]}k3x9a") { id, author, config, output };
        command.SetAction(async (result, cancellation) =>
        {
            var body = new JsonObject { ["id"] = result.GetValue(id), ["author"] = result.GetValue(author) ?? Environment.UserName };
            var rows = await OperatorRequests.SendAsync($"/v1/{HoldRows.Plural(kind)}/end", body, result.GetValue(config), terminal, cancellation);
            return OperatorRequests.Show(rows, HoldRows.Columns, result.GetValue(output), terminal);
        });
        return command;
    }

    private static Option<string[]> Several(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName, Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = false };
}
