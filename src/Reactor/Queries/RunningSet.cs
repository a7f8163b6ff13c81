using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Output;

namespace Reactor.Queries;

/// <summary>Tells an operator who looks at what runs that it isn't what the files say.</summary>
internal static class RunningSet
{
    /// <summary>Pauses that are told one by one.</summary>
    public const int MostPauses = 20;

    /// <summary>Prints what differs, where something does, and what is paused.</summary>
    public static async Task TellAsync(string socket, Terminal terminal, CancellationToken cancellation)
    {
        var status = await ControlClient.SendAsync(socket, HttpMethod.Get, "/v1/status", TimeSpan.FromSeconds(30), cancellation);
        foreach (var line in Lines(status[0]["reload"] as JsonObject).Concat((status[0]["pauses"]?.AsArray() ?? []).Take(MostPauses).Select(pause => PauseLines.Of(pause!.AsObject()))))
        {
            terminal.Error.WriteLine(Printable.Of(line, 1024));
        }
    }

    /// <summary>The lines.</summary>
    internal static IEnumerable<string> Lines(JsonObject? reload)
    {
        if (reload?["failed_at"] is { } failed)
        {
            yield return $"the configuration files are bad, as was found at {Time(failed)}: what runs is {((bool?)reload["from_store"] == true ? "what the store had from an earlier run" : $"what was loaded at {Time(reload["loaded_at"])}")}. 'reactor check' tells what is wrong";
        }
        foreach (var waiting in reload?["needs_restart"]?.AsArray() ?? [])
        {
            yield return $"not in force yet: {waiting}";
        }
    }

    private static string Time(JsonNode? time) =>
        DateTimeOffset.TryParse((string?)time, CultureInfo.InvariantCulture, out var at) ? at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "?";
}
