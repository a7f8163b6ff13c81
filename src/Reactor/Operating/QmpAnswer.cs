using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Actors.Operating;
using Reactor.CommandLine;
using Reactor.Output;

namespace Reactor.Operating;

/// <summary>What came of a command: as the daemon answers it, and as a person is told.</summary>
internal static class QmpAnswer
{
    private const int LongestMessage = 2048;

    private static readonly JsonSerializerOptions s_indented = new(JsonLines.Options) { WriteIndented = true };

    /// <summary>The answer as a row.</summary>
    public static JsonObject Row(OperatorAnswer answer)
    {
        var row = new JsonObject
        {
            ["vm"] = answer.Vm,
            ["vm_id"] = answer.VmId,
            ["process"] = answer.Process,
            ["command"] = answer.Command,
            ["risk"] = answer.Risk,
            ["result"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(answer.Result.ToString()),
            ["audit"] = answer.Audit,
        };
        if (answer.Return is { } value)
        {
            row["return"] = JsonNode.Parse(value.Span, documentOptions: JsonLines.Deep);
        }
        if (answer.Message is { } message)
        {
            row["error"] = new JsonObject { ["class"] = answer.ErrorClass, ["desc"] = message };
        }
        return row;
    }

    /// <summary>Prints it.</summary>
    /// <returns>The exit code.</returns>
    public static int Print(JsonObject row, OutputFormat format, Terminal terminal)
    {
        var isOk = (string?)row["result"] == "ok";
        if (format == OutputFormat.Json)
        {
            JsonLines.Write(terminal.Out, [row]);
        }
        else if (isOk)
        {
            Print(row["return"], terminal);
        }
        if (format == OutputFormat.Table && (!isOk || row["audit"] is not null))
        {
            terminal.Error.WriteLine($"reactor: {Printable.Of(Told(row), LongestMessage)}");
        }
        return isOk ? ExitCode.Fine : ExitCode.Failed;
    }

    // A text, as human-monitor-command gives it, is for people as it is: lines, without JSON's escapes.
    private static void Print(JsonNode? value, Terminal terminal)
    {
        if (value?.GetValueKind() != JsonValueKind.String)
        {
            terminal.Out.WriteLine(value?.ToJsonString(s_indented) ?? "{}");
            return;
        }
        var text = value.GetValue<string>().TrimEnd('\r', '\n');
        foreach (var line in text.Length == 0 ? [] : text.Split('\n'))
        {
            terminal.Out.WriteLine(Printable.Of(line.TrimEnd('\r'), int.MaxValue));
        }
    }

    private static string Told(JsonObject row)
    {
        var (what, why, audit) = ($"{row["command"]} to {row["vm"]}", (string?)row["error"]?["desc"], row["audit"] is { } id ? $" (audit {id})" : "");
        return (string?)row["result"] switch
        {
            "ok" => $"{what}: done{audit}",
            "failed" => $"{what}: QEMU refused it: {row["error"]?["class"]}: {why}{audit}",
            // What only reads changed nothing, done or not.
            "unknown" when (string?)row["risk"] == "read" => $"{what} was not answered: {why}. It changes nothing: ask again",
            "unknown" => $"{Unknown(what)} ({why}){audit}",
            "not_sent" => $"{what} was not sent: {why}{audit}",
            _ => $"{what} is refused: {why}{audit}",
        };
    }

    /// <summary>What is said where nobody knows whether a command was done.</summary>
    public static string Unknown(string what) =>
        $"the outcome of {what} is UNKNOWN: it was sent and not answered; it may have been done, or may still be. Look at the VM before you repeat it";
}
