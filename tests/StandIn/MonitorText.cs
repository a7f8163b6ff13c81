using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace StandIn;

/// <summary>What a monitor of QEMU 7.2 says, in its bytes: one object a line, lines end in CRLF.</summary>
internal static class MonitorText
{
    /// <summary>What it says first.</summary>
    public static readonly byte[] Greeting = Line(
        """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "stand-in"}, "capabilities": ["oob"]}}""");

    public static byte[] Line(string text) => Encoding.UTF8.GetBytes(text + "\r\n");

    public static byte[] Lines(IEnumerable<string> texts) => [.. texts.SelectMany(Line)];

    /// <summary>The command's name and its id as JSON; nulls for what is no command.</summary>
    public static (string? Command, string? Id) ReadCommand(ReadOnlySpan<byte> line)
    {
        string? command = null, id = null;
        var json = new Utf8JsonReader(line);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1)
                continue;
            var (isCommand, isId) = (json.ValueTextEquals("execute") || json.ValueTextEquals("exec-oob"), json.ValueTextEquals("id"));
            json.Read();
            if (isCommand)
                command = json.GetString();
            if (isId)
                id = json.TokenType == JsonTokenType.String ? JsonSerializer.Serialize(json.GetString()) : Encoding.UTF8.GetString(json.ValueSpan);
            json.Skip();
        }

        return (command, id);
    }

    /// <summary>The answer to a query or a command that changes nothing.</summary>
    /// <param name="command">Which.</param>
    /// <param name="id">Its id as JSON; null for none.</param>
    /// <param name="name">The VM's name.</param>
    /// <param name="uuid">Its UUID.</param>
    /// <param name="status">Its run state.</param>
    public static byte[] Answer(string? command, string? id, string name, string uuid, string status)
    {
        var returned = command switch
        {
            "qmp_capabilities" or "migrate-set-capabilities" or "query-migrate" or "stop" or "cont" => "{}",
            "query-status" => $$"""{"status": "{{status}}", "singlestep": false, "running": {{(status == "running" ? "true" : "false")}}}""",
            "query-uuid" => $$"""{"UUID": "{{uuid}}"}""",
            "query-name" => $$"""{"name": "{{name}}"}""",
            "query-version" => """{"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "stand-in"}""",
            "query-spice" => """{"enabled": false, "migrated": false, "mouse-mode": "client", "auth": "none", "channels": []}""",
            "query-acpi-ospm-status" or "query-block" or "query-block-jobs" or "query-jobs" or "query-vnc-servers" or "query-cpus-fast" or "query-memory-devices" => "[]",
            _ => null,
        };
        var end = id is null ? "}" : $", \"id\": {id}}}";
        return Line((returned, command) switch
        {
            ({ } value, _) => $"{{\"return\": {value}{end}",
            (null, "query-balloon") => $$"""{"error": {"class": "DeviceNotActive", "desc": "No balloon device has been activated"}{{end}}""",
            _ => $$"""{"error": {"class": "CommandNotFound", "desc": "The command has not been found"}{{end}}""",
        });
    }

    /// <summary>Writes an event that carries a number; how many bytes it takes.</summary>
    public static int WriteEvent(Span<byte> to, DateTimeOffset at, ReadOnlySpan<byte> name, long number)
    {
        var place = 0;
        var microseconds = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Put(to, ref place, "{\"timestamp\": {\"seconds\": "u8);
        Put(to, ref place, microseconds / 1_000_000);
        Put(to, ref place, ", \"microseconds\": "u8);
        Put(to, ref place, microseconds % 1_000_000);
        Put(to, ref place, "}, \"event\": \""u8);
        Put(to, ref place, name);
        Put(to, ref place, name.SequenceEqual("RTC_CHANGE"u8) ? "\", \"data\": {\"qom-path\": \"/machine/rtc\", \"offset\": "u8 : "\", \"data\": {\"actual\": "u8);
        Put(to, ref place, number);
        Put(to, ref place, "}}\r\n"u8);
        return place;
    }

    private static void Put(Span<byte> to, ref int place, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to[place..]);
        place += text.Length;
    }

    private static void Put(Span<byte> to, ref int place, long number)
    {
        Utf8Formatter.TryFormat(number, to[place..], out var used);
        place += used;
    }
}
