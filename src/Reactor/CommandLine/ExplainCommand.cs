using System.CommandLine;
using System.Text;
using Reactor.Output;
using Reactor.Reactions.Simulation;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Explaining;
using Reactor.Store;
using Reactor.Store.Reading;
using Reactor.Trying;

namespace Reactor.CommandLine;

/// <summary><c>reactor explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("EVENT") { Description = "A file with one event as QMP prints it, - for standard input, or the id of a stored event, or of an alert, a firing, a delivery or a step that followed from one ('reactor events', 'reactor alerts' show ids)" };
        var rule = new Option<string?>("--rule") { Description = "Only this rule", HelpName = "NAME" };
        var vm = CommonOptions.EventVm();
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(
            "explain",
            "Why rules match an event, or don't: each condition, its parts, and what they saw.\n\nExample:\n  reactor explain panic.json --rule guest-panicked")
        {
            source, rule, vm, config, output,
        };
        command.SetAction(result =>
        {
            var tried = TriedRules.Load(CommonOptions.ResolveConfig(result.GetValue(config), terminal), terminal);
            var (seen, firings) = Seen(result.GetValue(source)!, result.GetValue(vm), tried, terminal);
            var name = result.GetValue(rule);
            if (name is not null && tried.Rules.Find(name) is null)
            {
                var near = Nearest.Suggest(name, tried.Rules.Rules.Select(r => r.Name));
                throw new CommandFailedException($"there is no rule {Printable.Of(name)}{(near is null ? "" : $"; {near}")}", ExitCode.Usage);
            }
            var explainer = new RuleExplainer(tried.Rules);
            var explanations = tried.Rules.Rules.Where(r => name is null || r.Name == name).Select(r => explainer.Explain(r, seen)).ToList();
            if (result.GetValue(output) == OutputFormat.Json)
            {
                ExplainReport.PrintJson(explanations, firings, terminal);
            }
            else
            {
                ExplainReport.Print(seen, explanations, firings, all: name is not null, terminal);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>The event; of one that is stored, what fired on it then.</summary>
    private static (SeenEvent Seen, IReadOnlyList<StoredFiring>? Firings) Seen(string source, string? vm, TriedRules tried, Terminal terminal)
    {
        var vms = new KnownVms(tried.Configuration);
        if (source == EventFile.StandardInput || File.Exists(source))
        {
            var read = EventFile.Read(source, vms, vm, terminal);
            UnknownNames.TellEvent(read.Event.Name, terminal);
            return (read, null);
        }
        try
        {
            var reader = StoreReader.Open(tried.Configuration.Store.Path);
            var stored = reader.Event(source) ?? Cause(reader, source);
            return (StoredEvents.Seen(stored, vms.Find(stored.Vm)), Traces.Find(reader, stored.Id).Firings);
        }
        catch (ArgumentException e)
        {
            throw new CommandFailedException($"{Printable.Of(source)} is no file. {Printable.Of(e.Message, 4096)}");
        }
        catch (StoreUnavailableException e)
        {
            throw new CommandFailedException($"{Printable.Of(source)} is no file, and the store can't be asked for an event of that id: {e.Message}");
        }
    }

    /// <summary>The event that an alert, or something else, followed from.</summary>
    private static StoredEvent Cause(StoreReader reader, string id)
    {
        var trace = Traces.Find(reader, id);
        return trace.Event ?? throw new ArgumentException($"What {id} followed from, the event {trace.EventId}, is not stored any more");
    }
}
