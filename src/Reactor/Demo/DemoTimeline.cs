using System.Globalization;
using Reactor.CommandLine;
using Reactor.Output;

namespace Reactor.Demo;

/// <summary>The demo as a time line for people.</summary>
internal sealed class DemoTimeline : IDemoReport, IDisposable
{
    private readonly Progress _progress;
    private string _awaited = "the guests start";
    private string _shownEvent = "";
    private long _come;
    private int _reactions;

    public DemoTimeline(Terminal terminal) => _progress = new Progress(terminal, OutputFormat.Table, (_, _) => _awaited);

    public void Started(DemoSetup setup, string receiver)
    {
        Line("Reactor demo: two real QEMU guests, the sample rules, and a webhook receiver that plays the on-call system.");
        Line($"  rules     {setup.Rules}");
        Line($"  receiver  {receiver}");
        Line("");
        _awaited = "Reactor connects to the guests";
    }

    public void Connected(string vm, TimeSpan elapsed)
    {
        Come();
        Line($"{Time(elapsed)}  {vm} runs, and Reactor holds its monitor");
    }

    public void Step(DemoStep step, TimeSpan elapsed)
    {
        _shownEvent = "";
        Line("");
        Line($"{Time(elapsed)}  {step.Vm} {step.Title}");
        _awaited = "what follows is awaited";
    }

    public void Seen(SeenReaction seen)
    {
        _reactions++;
        Come();
        if (_shownEvent != seen.Expected.Event)
        {
            _shownEvent = seen.Expected.Event;
            Line($"          event  {_shownEvent} {Printable.Of(seen.Data, 100)}");
        }
        Line($"           rule  {seen.Expected.Rule}");
        Line($"             ->  {Printable.Of(seen.Detail, 160)}");
    }

    public void Ended(IReadOnlyList<string> missing, TimeSpan elapsed, DemoSetup? kept)
    {
        _progress.Dispose();
        Line("");
        if (missing.Count > 0)
        {
            Line($"FAILED after {Time(elapsed).Trim()}: of the expected reactions these did not come:");
            foreach (var line in missing)
            {
                Line($"  - {line}");
            }
            return;
        }
        Line($"All {_reactions} expected reactions came, in {Time(elapsed).Trim()}.");
        if (kept is null)
        {
            Line("Next: './reactor demo --keep' leaves it running to look around; 'The first rule of your own' in README.md.");
            return;
        }
        Line("It goes on running until Ctrl-C. In another terminal:");
        foreach (var query in (string[])["vms", "events", "alerts", "records ost", "deliveries"])
        {
            Line($"  ./reactor {query} --config {kept.Config}");
        }
    }

    private static string Time(TimeSpan elapsed) => string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,6:0.00} s");

    public void Dispose() => _progress.Dispose();

    // Each guest is connected, then each reaction seen.
    private void Come() => _progress.Report(++_come, DemoScript.Guests + DemoScript.Steps.Sum(step => step.Reactions.Count));

    private void Line(string text) => _progress.Terminal.Out.WriteLine(text);
}
