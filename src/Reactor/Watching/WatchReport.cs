using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Output;

namespace Reactor.Watching;

/// <summary>Prints what is watched, as it comes. Nothing of a guest can steer the terminal.</summary>
internal sealed class WatchReport(OutputFormat format, Terminal terminal)
{
    private const int MostText = 300;
    private const int MostName = 40;

    private const string Bold = "\e[1m";
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";
    private const string Plain = "\e[0m";

    /// <summary>Prints a line.</summary>
    /// <returns>Whether it was an event.</returns>
    public bool Show(JsonObject row)
    {
        if (format == OutputFormat.Json)
        {
            JsonLines.Write(terminal.Out, [row]);
        }
        else if (row["watching"] is { } head)
        {
            // Not a result: whoever pipes these lines on doesn't get it.
            terminal.Error.WriteLine($"watching {Number.Of((long)head["vms"]!, "VM", "VMs")}, of which {Number.Of((long)head["live"]!, "is", "are")} heard now; times are when an event was read{((int?)head["vms"] == 0 ? ": there is none of this name so far, it is waited for" : "")}");
        }
        else if (row["missed"] is { } missed)
        {
            terminal.Out.WriteLine(Coloured(Red, $"... {Number.Of((long)missed, "event or change was", "events or changes were")} missed: more came than was read"));
        }
        else
        {
            terminal.Out.WriteLine(row["event"] is null ? Link(row) : Event(row));
        }
        return row["event"] is not null;
    }

    private string Event(JsonObject row) => $"{Head(row)}  {Coloured(Bold, $"{Name(row["event"]),-20}")}  {Printable.Of(row["data"]?.ToJsonString(JsonLines.Options) ?? "{}", MostText)}";

    private string Link(JsonObject row)
    {
        var isConnected = (string?)row["link"] == "connected";
        var reason = (string?)row["reason"] is { } text ? $": {Printable.Of(text, MostText)}" : "";
        return $"{Head(row)}  {Coloured(isConnected ? Green : Red, $"-- {Name(row["link"])}")}{reason}";
    }

    private static string Head(JsonObject row)
    {
        var at = DateTimeOffset.TryParse((string?)row["at"], CultureInfo.InvariantCulture, out var time) ? time.ToUniversalTime() : default;
        return $"{at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}  {Name(row["vm"]),-12}";
    }

    private static string Name(JsonNode? name) => Printable.Of((string?)name ?? "", MostName);

    private string Coloured(string colour, string text) => terminal.Colours ? $"{colour}{text}{Plain}" : text;
}
