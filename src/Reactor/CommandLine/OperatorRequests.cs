using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.CommandLine;

/// <summary>What the commands share that do something to alerts: they ask the daemon, and show what came of it.</summary>
internal static class OperatorRequests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static Option<string?> Author() => new("--author") { Description = "Who does it, as others are told. Default: the name of the user", HelpName = "NAME" };

    /// <summary>Sends it.</summary>
    /// <param name="path">To what.</param>
    /// <param name="body">What.</param>
    /// <param name="config">The configuration that is meant.</param>
    /// <param name="terminal">Where the environment is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandFailedException">No daemon runs, or it refused.</exception>
    public static Task<IReadOnlyList<JsonObject>> SendAsync(string path, JsonObject body, string? config, Terminal terminal, CancellationToken cancellation)
    {
        var socket = RunningDaemon.Socket(config, terminal);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            body.WriteTo(writer);
        }
        return ControlClient.SendAsync(socket, HttpMethod.Post, path, s_patience, cancellation, buffer.WrittenMemory);
    }

    /// <summary>Shows the rows, and says what there is to say against them: something of them is not in force yet, or names what isn't there.</summary>
    public static int Show(IReadOnlyList<JsonObject> rows, IReadOnlyList<Column> columns, OutputFormat format, Terminal terminal)
    {
        if (format == OutputFormat.Json)
        {
            JsonLines.Write(terminal.Out, rows);
        }
        else
        {
            TableWriter.Write(terminal, columns, rows);
            foreach (var warning in rows.SelectMany(row => row["warnings"]?.AsArray() ?? []))
            {
                terminal.Error.WriteLine($"reactor: warning: {warning}");
            }
            if (rows.Any(row => (bool?)row["in_force"] == false))
            {
                terminal.Error.WriteLine("reactor: it is written and will be done; it is not in force yet: look at the daemon's log");
            }
        }
        return ExitCode.Fine;
    }

    /// <summary>A list of texts.</summary>
    public static JsonArray Texts(IEnumerable<string>? texts) => [.. (texts ?? []).Select(text => (JsonNode?)text)];
}
