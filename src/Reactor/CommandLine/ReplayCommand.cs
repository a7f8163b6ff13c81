using System.CommandLine;
using System.Globalization;
using System.Text;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Simulation;
using Reactor.Reactions.Simulation.Recordings;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Store;
using Reactor.Store.Reading;
using Reactor.Trying;

namespace Reactor.CommandLine;

/// <summary><c>reactor replay</c>.</summary>
internal static class ReplayCommand
{
    private const int BadLinesShown = 10;

    private static readonly TimeSpan s_mostRunOn = TimeSpan.FromDays(366);

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("FILE") { Description = "A recording: events as QMP prints them, one a line, with the VM's name under \"vm\" where it is known; - for standard input", Arity = ArgumentArity.ZeroOrOne };
        var since = new Option<string?>("--since") { Description = $"Instead of a file: the events that the daemon stored since then, a duration such as 2h or a time; {TypedTimes.Zone}", HelpName = "TIME" };
        since.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && QueryArguments.CheckMoment(result.Tokens[0].Value) is { } fault)
            {
                result.AddError($"--since: {fault}");
            }
        });
        var vm = new Option<string?>("--vm") { Description = "Only events of this VM (a name, or a glob such as db-*); lines that name no VM are of this one", HelpName = "NAME" };
        var runOn = new Option<string?>("--run-on") { Description = "Let time go on after the last event, so that what still waits comes due", HelpName = "DURATION" };
        runOn.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!DurationText.TryParse(result.Tokens[0].Value, out var span, out _) || span > s_mostRunOn))
            {
                result.AddError($"--run-on: '{result.Tokens[0].Value}' is not a duration such as 10m, of {DurationText.Format(s_mostRunOn)} at the most");
            }
        });
        var summary = new Option<bool>("--summary") { Description = "Only what it comes to, rule by rule" };
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(
            "replay",
            "What the rules would have done, and when, had they seen these events. Nothing is sent or run. Time is that of the events; an older event after a newer one counts as of the newer one's time.\n\nExample:\n  reactor replay recorded.jsonl --summary")
        {
            file, since, vm, runOn, summary, config, output,
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
            var counts = new ReplayCounts();
            using var progress = new Progress(terminal, result.GetValue(output), (_, _) => Number.Of(counts.Events, "event is replayed", "events are replayed"));
            var report = new ReplayReport(result.GetValue(output), result.GetValue(summary), progress.Terminal);
            var replay = new Replay(rules.Rules, rules.Configuration, report.Show);
            if (result.GetValue(file) is { } path)
            {
                ReadRecording(path, result.GetValue(vm), new KnownVms(rules.Configuration), replay, counts, progress, cancellation);
            }
            else
            {
                ReadStore(rules.Configuration.Store.Path, result.GetValue(since)!, result.GetValue(vm), replay, counts, terminal, cancellation);
            }
            if (result.GetValue(runOn) is { } text && DurationText.TryParse(text, out var span, out _))
            {
                replay.RunOn(span);
            }
            report.Waiting(replay.Waiting(), replay.Now);
            report.Finish(counts);
            // A file of which nothing could be read is the wrong file.
            return Task.FromResult(counts is { Events: 0, Bad: > 0 } ? ExitCode.Failed : ExitCode.Fine);
        });
        return command;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailedException($"there is no file {path}");
        }
    }

    private static void ReadRecording(string path, string? vm, KnownVms known, Replay replay, ReplayCounts counts, Progress progress, CancellationToken cancellation)
    {
        var terminal = progress.Terminal;
        using var stream = path == EventFile.StandardInput ? terminal.StandardInput() : Open(path);
        var lines = new RecordedLines(stream);
        var length = stream.CanSeek ? stream.Length : 0;
        string? taken = null;
        while (lines.TryRead(out var line, out var isCut))
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report(length > 0 ? stream.Position : 0, length);
            var read = isCut
                ? new RecordedLine(RecordedKind.Bad, Problem: "the line is longer than 4 MiB")
                : RecordedLine.Read(lines.Number == 1 && line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line, lines.Number);
            switch (read)
            {
                case { Kind: RecordedKind.Event, Event: { } e } when IsWanted(vm, read.Vm):
                    var meant = Meant(read.Vm, vm, known, lines.Number);
                    if (read.Vm is null && vm is null && meant is not null && taken is null)
                    {
                        terminal.Error.WriteLine($"lines that don't say which VM they are of: {Printable.Of(taken = meant)} is taken, the only one that is configured");
                    }
                    if (replay.Take(meant, e.Name, e.Data, e.Timestamp?.ToDateTimeOffset()))
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
            QueryArguments.TryMoment(TypedTimes.InUtc(since, terminal.Time)!, terminal.Time.GetUtcNow(), out var from);
            var filter = new EventFilter { Since = from, Vm = vm, Limit = StoreReader.MostRows };
            var position = default(EventPosition);
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

    // Of a glob no VM is meant.
    private static string? Meant(string? told, string? vm, KnownVms known, long line) => told
        ?? MeantVm.Of(null, vm is not null && vm.AsSpan().ContainsAny('*', '?') ? null : vm, known, string.Create(CultureInfo.InvariantCulture, $"line {line}"));

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
