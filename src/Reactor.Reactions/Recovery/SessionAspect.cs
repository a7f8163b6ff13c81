using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Reactions.Recovery;

/// <summary>
/// Sessions on a console, by the client's address. A client is connected, and once it has authenticated it is a session. Entries:
/// <c>{"session": bool, "server": {}, "client": {}}</c>.
/// </summary>
internal abstract class SessionAspect(string prefix) : Aspect
{
    /// <inheritdoc/>
    public override ImmutableArray<string> Events { get; } = [$"{prefix}_CONNECTED", $"{prefix}_INITIALIZED", $"{prefix}_DISCONNECTED"];

    /// <summary>Members of a server in the event of a connection.</summary>
    protected abstract ImmutableArray<string> Ends { get; }

    /// <summary>Members of a client that has authenticated.</summary>
    protected abstract ImmutableArray<string> Client { get; }

    /// <summary>The clients that an answer shows: the server they are at, and whether the answer itself shows that they have authenticated.</summary>
    protected abstract IEnumerable<(JsonObject Server, JsonElement Client, bool IsSession)> Clients(JsonElement answer);

    /// <summary>What a client is known by.</summary>
    protected abstract string KeyOf(JsonElement client);

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<string, string> Read(
        JsonElement answer, ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> beforeGap)
    {
        var sessions = None.ToBuilder();
        foreach (var (server, client, isSession) in Clients(answer))
        {
            var key = KeyOf(client);

            // One that was heard connecting since, and not authenticating, is still at it. Of any other the answer may not tell whether it has
            // authenticated: it is taken for a session, lest one be overlooked.
            var isConnecting = !beforeGap.ContainsKey(key) && before.TryGetValue(key, out var heard) && !IsSession(Parse(heard));
            sessions[key] = Entry(isSession || !isConnecting, server, Pick(client, Client.AsSpan()));
        }

        return sessions.ToImmutable();
    }

    /// <inheritdoc/>
    public override ImmutableSortedDictionary<string, string> After(ImmutableSortedDictionary<string, string> before, string name, JsonElement data)
    {
        var (client, server) = (Member(data, "client"), Member(data, "server"));
        if (client.ValueKind != JsonValueKind.Object)
        {
            return before;
        }

        return Events.IndexOf(name) switch
        {
            0 => before.SetItem(KeyOf(client), Entry(false, Pick(server, [.. Ends, "auth"]), Pick(client, Client.AsSpan()))),
            1 => before.SetItem(KeyOf(client), Entry(true, Pick(server, [.. Ends, "auth"]), Pick(client, Client.AsSpan()))),
            2 => before.Remove(KeyOf(client)),
            _ => before,
        };
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, JsonObject Data, string Before)> Between(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        foreach (var (key, was) in before)
        {
            if (!after.ContainsKey(key))
            {
                yield return (Events[2], Told(Parse(was), Client), was);
            }
        }

        foreach (var (key, now) in after)
        {
            var was = before.GetValueOrDefault(key, "");
            var entry = Parse(now);
            if (was.Length == 0)
            {
                yield return (Events[0], Told(entry, Ends), was);
            }

            if (IsSession(entry) && (was.Length == 0 || !IsSession(Parse(was))))
            {
                yield return (Events[1], Told(entry, Client), was);
            }
        }
    }

    private static bool IsSession(JsonObject entry) => entry["session"]!.GetValue<bool>();

    private static string Entry(bool isSession, JsonObject server, JsonObject client) =>
        new JsonObject { ["session"] = isSession, ["server"] = server, ["client"] = client }.ToJsonString();

    private static JsonObject Told(JsonObject entry, ImmutableArray<string> ofClient)
    {
        var client = JsonSerializer.SerializeToElement(entry["client"]);
        return new JsonObject { ["server"] = entry["server"]!.DeepClone(), ["client"] = Pick(client, ofClient.AsSpan()) };
    }
}

/// <summary>VNC: a client is a session.</summary>
internal sealed class VncAspect() : SessionAspect("VNC")
{
    public override string Name => "vnc";

    public override ImmutableArray<string> Commands { get; } = ["query-vnc-servers", "query-vnc"];

    protected override ImmutableArray<string> Ends { get; } = ["host", "service", "family", "websocket"];

    protected override ImmutableArray<string> Client { get; } = ["host", "service", "family", "websocket", "x509_dname", "sasl_username"];

    protected override IEnumerable<(JsonObject Server, JsonElement Client, bool IsSession)> Clients(JsonElement answer)
    {
        // query-vnc knows one server, whose address stands beside its clients.
        JsonElement[] servers = answer.ValueKind == JsonValueKind.Array ? [.. answer.EnumerateArray()] : [answer];
        foreach (var server in servers)
        {
            // Once for all clients: each would go over all of the answer.
            var auth = Text(server, "auth");
            var ends = new Dictionary<JsonValueKind, JsonObject>();
            JsonObject? first = null;
            foreach (var end in Elements(Member(server, "server")))
            {
                var told = Told(end, auth);
                first ??= told;
                ends.TryAdd(Member(end, "websocket").ValueKind, told);
            }

            first ??= Told(server, auth);
            foreach (var client in Elements(Member(server, "clients")))
            {
                var told = ends.GetValueOrDefault(Member(client, "websocket").ValueKind, first);
                // Listed from the moment of its connection.
                var hasAuthenticated = Text(client, "sasl_username") is not null || Text(client, "x509_dname") is not null;
                yield return (told.DeepClone().AsObject(), client, hasAuthenticated);
            }
        }
    }

    private JsonObject Told(JsonElement end, string? auth)
    {
        var told = Pick(end, [.. Ends, "auth"]);
        if (!told.ContainsKey("auth") && auth is not null)
        {
            told["auth"] = auth;
        }

        return told;
    }

    protected override string KeyOf(JsonElement client) => $"{Text(client, "host")} {Text(client, "service")} {Text(client, "family")}";
}

/// <summary>SPICE: a client has a channel for the screen, one for the keyboard and so on, each a connection; QEMU lists those that have authenticated.</summary>
internal sealed class SpiceAspect() : SessionAspect("SPICE")
{
    public override string Name => "spice";

    public override ImmutableArray<string> Commands { get; } = ["query-spice"];

    protected override ImmutableArray<string> Ends { get; } = ["host", "port", "family"];

    protected override ImmutableArray<string> Client { get; } = ["host", "port", "family", "connection-id", "channel-type", "channel-id", "tls"];

    protected override IEnumerable<(JsonObject Server, JsonElement Client, bool IsSession)> Clients(JsonElement answer)
    {
        // Once for all channels: each would go over all of the answer.
        var (end, ports) = (Pick(answer, "host", "auth"), Pick(answer, "port", "tls-port"));
        foreach (var channel in Elements(Member(answer, "channels")))
        {
            var server = end.DeepClone().AsObject();
            if (ports.Count > 0)
            {
                // A number here, a text in events.
                var isTls = Member(channel, "tls").ValueKind == JsonValueKind.True;
                server["port"] = (isTls ? ports["tls-port"] ?? ports["port"] : ports["port"] ?? ports["tls-port"])!.ToString();
            }

            yield return (server, channel, true);
        }
    }

    protected override string KeyOf(JsonElement client) => $"{Text(client, "host")} {Text(client, "port")} {Text(client, "family")}";
}
