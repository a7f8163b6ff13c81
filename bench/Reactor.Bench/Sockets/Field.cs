using System.Diagnostics;
using System.Globalization;
using Reactor.Bench.Daemons;
using Reactor.Bench.Scale;
using StandIn;

namespace Reactor.Bench.Sockets;

/// <summary>Readers beside each other, each with so many monitors of its own in a process of their own.</summary>
internal sealed class Field : IAsyncDisposable
{
    private static readonly TimeSpan s_hangGuard = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("rb-").FullName;
    private readonly List<EventReader> _readers = [];

    /// <summary>With no readers yet.</summary>
    /// <param name="sockets">Monitors of each.</param>
    public Field(int sockets)
    {
        (Sockets, EventLines) = (sockets, Path.Combine(_folder, "events"));
        File.WriteAllLines(EventLines, WireEvents.Lines());
    }

    public int Sockets { get; }

    public IReadOnlyList<EventReader> Readers => _readers;

    /// <summary>The file of what monitors say.</summary>
    public string EventLines { get; }

    public async Task AddBareAsync() => await AddAsync(async (monitors, folder) =>
        await AskedReader.StartAsync("bare loop", monitors, 1, "dotnet", This, BareReader.Verb, folder, Text(Sockets)));

    public async Task AddInlineAsync(int rules) => await AddAsync(async (monitors, folder) =>
        await AskedReader.StartAsync($"inline, {rules:N0} rules", monitors, 1, "dotnet", This, InlineReader.Verb, folder, Text(Sockets), Text(rules)));

    public async Task AddPythonAsync(int rules) => await AddAsync(async (monitors, folder) =>
        await AskedReader.StartAsync($"Python asyncio, {rules:N0} rules", monitors, 10, "python3", Peer("qmp_client.py"), folder, Text(Sockets), SocketConfiguration.WriteConditions(folder, rules)));

    public async Task AddShellAsync() => await AddAsync(async (monitors, folder) =>
    {
        var shell = Process.Start("bash", [Peer("socat_jq.sh"), folder, Text(Sockets), """.event == "BLOCK_EXPORT_DELETED" and .data.id == "none" """]);
        await UntilAsync(async () => (await monitors.StatsAsync()).Negotiated == Sockets);
        return new ShellReader("socat | jq, 1 condition", monitors, shell);
    });

    public async Task AddDaemonAsync(int rules) => await AddAsync(async (monitors, folder) =>
    {
        var daemon = ChildProcess.Start([" is live"], "reactor.dll", "run", "--config", SocketConfiguration.Write(folder, Sockets, rules));
        await UntilAsync(() => Task.FromResult(daemon.Count(" is live") >= Sockets));
        return new DaemonReader($"daemon, {rules:N0} rules", monitors, daemon, new DaemonApi(Path.Combine(folder, "store")));
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
            await reader.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string This => typeof(Field).Assembly.Location;

    private static string Peer(string file) => Path.Combine(AppContext.BaseDirectory, "peers", file);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > s_hangGuard)
                throw new TimeoutException($"not all were connected within {s_hangGuard}");
            await Task.Delay(20);
        }
    }

    private async Task AddAsync(Func<StandInProcess, string, Task<EventReader>> start)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Text(_readers.Count))).FullName;
        _readers.Add(await start(await StandInProcess.StartAsync(folder, 1, Sockets), folder));
    }
}
