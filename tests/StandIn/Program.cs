using System.Globalization;

namespace StandIn;

/// <summary>
/// Plays the monitors of many VMs: <c>StandIn FOLDER FIRST COUNT [LOG]</c>. Says <c>ready</c> when all listen, then takes commands from its standard
/// input, one a line, each answered with one line, and ends with its input. Numbers are those of VMs.
/// <code>
/// stats                                what was counted, as JSON
/// reset                                the peak and the times of stats start over
/// emit RATE SECONDS NAME [FIRST COUNT] events, spread over the VMs; stats tell when it is over
/// pulse ...                            the same; an event's number is its time, in Unix microseconds
/// burst VM COUNT NAME                  events to one VM, as fast as it takes them; calm ends that
/// spread TOTAL LINES FILE [RATE]       so many lines of a file, some with each write, to the VMs in turn: as fast as they are taken, or at a rate
/// status VM STATE                      a run state; 'paused' and 'running' tell it
/// drop VM, drop all                    ends connections
/// flush                                writes out the log
/// </code>
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is not [var folder, var first, var count, .. var log])
        {
            Console.Error.WriteLine("usage: StandIn FOLDER FIRST COUNT [LOG]");
            return 2;
        }

        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        using var events = new EventLog(log.Length > 0 ? log[0] : null);
        using var server = new StandInServer(
            folder, int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture), events, TimeProvider.System, output.WriteLine);
        output.WriteLine("ready");
        server.Run(new StandInCommands(0));
        return 0;
    }
}
