using System.CommandLine;
using System.Globalization;
using System.Text;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Simulation.Recordings;
using Reactor.Rules.Expressions;
using Reactor.Store;
using Reactor.Store.Reading;
using Reactor.Trying;

namespace Reactor.CommandLine;

/// <summary><c>reactor replay</c>.</summary>
internal static class ReplayCommand
{
    private const int BadLinesShown = 10;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("FILE") { Description = "A recording: events as QMP prints them, one a line, with the VM's name under \"vm\" where it is known; - for standard input", Arity = ArgumentArity.ZeroOrOne };
        var since = new Option<string?>("--since") { Description = "Instead of a file: the events that the daemon stored since then, a duration such as 2h or a time", HelpName = "TIME" };
        since.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && QueryArguments.CheckMoment(result.Tokens[0].Value) is { } fault)
            {
                result.AddError($"--since: {fault}");
            }
        });
        var vm = new Option<string?>("--vm") { Description = "Only events of this VM (a name, or a glob such as db-*)", HelpName = "NAME" };
        var summary = new Option<bool>("--summary") { Description = "Only what it comes to, rule by rule" };
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(
            "replay",
            "What the rules would have done, and when, had they seen these events. Nothing is sent or run. Time is that of the events; an older event after a newer one counts as of the newer one's time.\n\nExample:\n  reactor replay recorded.jsonl --summary")
        {
            file, since, vm, summary, config, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null == result.GetValue(since) is null)
            {
                result.AddError("give a recording, or --since for the events that the daemon stored (not both)");
            }
        });
        command.SetAction((result, cancellation) =>
        {
            var rules = TriedRules.Load(CommonOptions.ResolveConfig(result.GetValue(config), terminal), terminal);
            var report = new ReplayReport(result.GetValue(output), result.GetValue(summary), terminal);
            var replay = new Replay(rules.Rules, rules.Configuration, report.Show);
            var counts = new ReplayCounts();
            if (result.GetValue(file) is { } path)
            {
                ReadRecording(path, result.GetValue(vm), replay, counts, terminal, cancellation);
            }
            else
            {
                ReadStore(rules.Configuration.Store.Path, result.GetValue(since)!, result.GetValue(vm), replay, counts, terminal, cancellation);
            }
            report.Finish(counts);
            return Task.FromResult(ExitCode.Fine);
        });
        return command;
    }

    private static void ReadRecording(string path, string? vm, Replay replay, ReplayCounts counts, Terminal terminal, CancellationToken cancellation)
    {
        using var stream = path == EventFile.StandardInput ? terminal.StandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        var lines = new RecordedLines(stream);
        while (lines.TryRead(out var line, out var isCut))
        {
            cancellation.ThrowIfCancellationRequested();
            var read = isCut
                ? new RecordedLine(RecordedKind.Bad, Problem: "the line is longer than 4 MiB")
                : RecordedLine.Read(lines.Number == 1 && line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line, lines.Number);
            switch (read)
            {
                case { Kind: RecordedKind.Event, Event: { } e } when IsWanted(vm, read.Vm):
                    if (replay.Take(read.Vm, e.Name, e.Data, e.Timestamp?.ToDateTimeOffset()))
                    {
                        counts.Events++;
                    }
                    else
                    {
                        Bad(lines.Number, $"it is of VM number {Replay.MaxVms + 1}; {Replay.MaxVms} are taken", counts, terminal);
                    }
                    break;
                case { Kind: RecordedKind.Event }: counts.Filtered++; break;
                case { Kind: RecordedKind.Bad }: Bad(lines.Number, read.Problem ?? "", counts, terminal); break;
                default: counts.Skipped++; break;
            }
        }
    }

    private static void ReadStore(string store, string since, string? vm, Replay replay, ReplayCounts counts, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            var reader = StoreReader.Open(store);
            QueryArguments.TryMoment(since, terminal.Time.GetUtcNow(), out var from);
            var filter = new EventFilter { Since = from, Vm = vm, Limit = StoreReader.MostRows };
            long position = 0;
            while (reader.EventPage(position, filter) is { Events: { Count: > 0 } events } page)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var e in events)
                {
                    replay.Take(e.Vm, e.Name, Encoding.UTF8.GetBytes(e.Data), e.At, e.Id);
                    counts.Events++;
                }
                position = page.Next;
            }
        }
        catch (StoreUnavailableException e)
        {
            throw new CommandFailedException(e.Message);
        }
    }

    // A recording of one VM need not name it.
    private static bool IsWanted(string? wanted, string? vm) => wanted is null || vm is null || TextGlob.IsMatch(wanted, vm);

    private static void Bad(long line, string problem, ReplayCounts counts, Terminal terminal)
    {
        counts.Bad++;
        if (counts.Bad <= BadLinesShown)
        {
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {line}: {Printable.Of(problem)}"));
        }
        else if (counts.Bad == BadLinesShown + 1)
        {
            terminal.Error.WriteLine("further bad lines are only counted");
        }
    }
}
