using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace StandIn;

/// <summary>
/// The monitors of many VMs on one thread. Each serves one client; another waits unheard. All is done between two waits, so that what is counted
/// is what was: commands from the standard input come in the same queue as what clients do.
/// </summary>
internal sealed class StandInServer : IDisposable
{
    private const ulong ConnectionTag = 1UL << 32;
    private const ulong InputTag = 1UL << 33;
    private const int BurstTurn = 256;
    private const int SpreadTurn = 1024;

    private readonly Epoll _epoll = new();
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly Vm[] _vms;
    private readonly int _first;
    private readonly Totals _totals = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Action<string> _answer;
    private Emission? _emission;
    private Spread? _spread;

    public StandInServer(string folder, int first, int count, EventLog log, TimeProvider time, Action<string> answer)
    {
        (_first, _log, _time, _answer) = (first, log, time, answer);
        _vms = [.. Enumerable.Range(first, count).Select(number => Listen(folder, number))];
    }

    /// <summary>Serves until the commands end.</summary>
    public void Run(StandInCommands commands)
    {
        _epoll.Watch(commands.Descriptor, Epoll.In, InputTag);
        Span<Epoll.Report> reports = stackalloc Epoll.Report[512];
        while (true)
        {
            var count = _epoll.Wait(reports, SpreadOut() ? 0 : _emission is null && _spread is null ? -1 : 1);
            foreach (var report in reports[..count])
            {
                if (report.Tag == InputTag && !commands.Read(Obey))
                    return;
                if (report.Tag != InputTag)
                    OnReport(_vms[(int)(report.Tag & uint.MaxValue)], report);
            }

            Emit();
        }
    }

    public void Dispose()
    {
        foreach (var vm in _vms)
        {
            vm.Connection?.Dispose();
            vm.Listener.Dispose();
        }

        _epoll.Dispose();
    }

    private long Milliseconds => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private Vm Listen(string folder, int number)
    {
        var path = StandInNames.Socket(folder, number);
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        var vm = new Vm(number, number - _first, listener);
        _epoll.Watch((int)listener.Handle, Epoll.In, vm.ListenerTag);
        return vm;
    }

    private void OnReport(Vm vm, Epoll.Report report)
    {
        if ((report.Tag & ConnectionTag) == 0)
        {
            Accept(vm);
            return;
        }

        if (vm.Connection is not { } connection)
            return;
        if ((report.Events & Epoll.Out) != 0)
            GoOn(vm, connection);
        if ((report.Events & (Epoll.In | Epoll.Error | Epoll.HangUp)) != 0 && !connection.Read(_buffer, line => OnLine(vm, connection, line)))
            Close(vm);
    }

    private void Accept(Vm vm)
    {
        if (vm.Connection is not null)
            return;
        Socket socket;
        try
        {
            socket = vm.Listener.Accept();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            return;
        }

        socket.Blocking = false;
        var connection = vm.Connection = new MonitorConnection(socket, ++vm.Connections, (connection, number) => OnWritten(vm, connection, number));
        // Whoever comes next waits unheard, as at QEMU's.
        _epoll.Change((int)vm.Listener.Handle, 0, vm.ListenerTag);
        _epoll.Watch((int)socket.Handle, Epoll.In, vm.ConnectionTag);
        _totals.Accepted++;
        _totals.Open++;
        _totals.MostNegotiating = Math.Max(_totals.MostNegotiating, _totals.Open - _totals.Negotiated);
        if (_totals.FirstAccept == 0)
            _totals.FirstAccept = Milliseconds;
        Post(vm, connection, MonitorText.Greeting, 0);
    }

    private void Close(Vm vm)
    {
        if (vm.Connection is not { } connection)
            return;
        _totals.Open--;
        _totals.Negotiated -= connection.IsNegotiated ? 1 : 0;
        _totals.Asked -= connection.WasAsked ? 1 : 0;
        vm.Connection = null;
        connection.Dispose();
        _epoll.Change((int)vm.Listener.Handle, Epoll.In, vm.ListenerTag);
    }

    private void OnLine(Vm vm, MonitorConnection connection, ReadOnlySpan<byte> line)
    {
        var (command, id) = MonitorText.ReadCommand(line);
        _totals.Commands++;
        if (command is "stop" or "cont")
            SetStatus(vm, command == "stop" ? "paused" : "running");
        Post(vm, connection, MonitorText.Answer(command, id, StandInNames.Name(vm.Number), StandInNames.Uuid(vm.Number), vm.Status), 0);
        if (command == "qmp_capabilities" && !connection.IsNegotiated)
        {
            connection.IsNegotiated = true;
            _totals.Negotiated++;
            _totals.LastNegotiated = Milliseconds;
        }

        if (command == "query-uuid" && !connection.WasAsked)
        {
            connection.WasAsked = true;
            _totals.Asked++;
            _totals.LastAsked = Milliseconds;
        }
    }

    private void SetStatus(Vm vm, string status)
    {
        vm.Status = status;
        if (vm.Connection is { IsNegotiated: true } connection && status is "paused" or "running")
            Post(vm, vm.Connection!, MonitorText.Line($$"""{"timestamp": {"seconds": {{Milliseconds / 1000}}, "microseconds": 0}, "event": "{{(status == "paused" ? "STOP" : "RESUME")}}"}"""), 0);
    }

    private void Post(Vm vm, MonitorConnection connection, ReadOnlySpan<byte> bytes, long number)
    {
        var waited = connection.WaitingBytes > 0;
        connection.Post(bytes, number);
        if (!waited && connection.WaitingBytes > 0)
            _epoll.Change((int)connection.Socket.Handle, Epoll.In | Epoll.Out, vm.ConnectionTag);
    }

    private void OnWritten(Vm vm, MonitorConnection connection, long number)
    {
        _totals.Events++;
        _log.Wrote(vm.Number, connection.Number, number);
    }

    /// <summary>There is room: what waits goes first, then the burst.</summary>
    private void GoOn(Vm vm, MonitorConnection connection)
    {
        connection.Flush();
        Burst(vm, connection);
        if (connection.WaitingBytes == 0 && connection.Burst == 0)
            _epoll.Change((int)connection.Socket.Handle, Epoll.In, vm.ConnectionTag);
    }

    private void Burst(Vm vm, MonitorConnection connection)
    {
        for (var i = 0; i < BurstTurn && connection.Burst > 0 && connection.WaitingBytes == 0; i++, connection.Burst--)
            SendEvent(vm, connection, vm.BurstName);
    }

    private bool SendEvent(Vm vm, MonitorConnection connection, byte[] name, bool tellsTime = false)
    {
        if (!connection.IsNegotiated || connection.WaitingBytes > MonitorConnection.MostWaiting)
        {
            _totals.Skipped++;
            return false;
        }

        Span<byte> line = stackalloc byte[256];
        var now = _time.GetUtcNow();
        var number = tellsTime ? (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : ++vm.LastEvent;
        Post(vm, connection, line[..MonitorText.WriteEvent(line, now, name, number)], number);
        return true;
    }

    private void Emit()
    {
        if (_emission is not { } emission)
            return;
        var due = (long)Math.Min(emission.Total, Stopwatch.GetElapsedTime(emission.Started).TotalSeconds * emission.Rate);
        for (; emission.Sent < due; emission.Sent++)
        {
            var vm = _vms[emission.From + (int)(emission.Sent % emission.Over)];
            if (vm.Connection is { } connection)
                SendEvent(vm, connection, emission.Name, emission.TellsTime);
            else
                _totals.Skipped++;
        }

        if (emission.Sent < emission.Total)
            return;
        _emission = null;
        _totals.IsEmitting = false;
    }

    /// <summary>A round of writes; whether another is to follow at once.</summary>
    private bool SpreadOut()
    {
        if (_spread is not { } spread)
            return false;
        var written = 0;
        for (var i = 0; i < SpreadTurn && spread.IsDue; i++, spread.Pass())
        {
            var vm = _vms[spread.Turn % _vms.Length];
            if (vm.Connection is not { IsNegotiated: true, WaitingBytes: 0 } connection)
                continue;
            Post(vm, connection, spread.Next(), 0);
            _totals.Events += spread.Together;
            written++;
        }

        _totals.IsEmitting = !spread.IsOver;
        _spread = spread.IsOver ? null : spread;
        return written > 0;
    }

    /// <summary>One command line; each is answered with one line.</summary>
    private void Obey(string[] words)
    {
        switch (words)
        {
            case ["stats"]:
                _answer(JsonSerializer.Serialize(_totals));
                return;
            case ["reset"]:
                (_totals.MostNegotiating, _totals.FirstAccept, _totals.LastNegotiated, _totals.LastAsked) = (0, 0, 0, 0);
                break;
            case ["emit" or "pulse", var rate, var seconds, var name, .. var range]:
                var from = range.Length > 0 ? int.Parse(range[0], null) - _first : 0;
                var over = range.Length > 1 ? int.Parse(range[1], null) : _vms.Length - from;
                var perSecond = double.Parse(rate, null);
                _emission = new(Encoding.UTF8.GetBytes(name), perSecond, (long)(perSecond * double.Parse(seconds, null)), Stopwatch.GetTimestamp(), from, over, words[0] == "pulse");
                _totals.IsEmitting = true;
                break;
            case ["spread", .. { Length: 3 or 4 } spread]:
                _spread = Spread.Parse(spread, _time);
                _totals.IsEmitting = true;
                break;
            case ["calm"]:
                foreach (var connection in _vms.Select(vm => vm.Connection).OfType<MonitorConnection>())
                    connection.Burst = 0;
                break;
            case ["burst", var vm, var count, var name]:
                StartBurst(Find(vm), long.Parse(count, null), name);
                break;
            case ["drop", "all"]:
                Array.ForEach(_vms, Close);
                break;
            case ["drop", var vm]:
                Close(Find(vm));
                break;
            case ["status", var vm, var status]:
                SetStatus(Find(vm), status);
                break;
            case ["flush"]:
                _log.Flush();
                break;
            default:
                _answer($"unknown: {string.Join(' ', words)}");
                return;
        }

        _answer("ok");
    }

    private Vm Find(string number) => _vms[int.Parse(number, null) - _first];

    private void StartBurst(Vm vm, long count, string name)
    {
        if (vm.Connection is not { } connection)
            return;
        vm.BurstName = Encoding.UTF8.GetBytes(name);
        connection.Burst = count;
        _epoll.Change((int)connection.Socket.Handle, Epoll.In | Epoll.Out, vm.ConnectionTag);
    }

    private sealed class Vm(int number, int index, Socket listener)
    {
        public int Number => number;

        public ulong ListenerTag => (uint)index;

        public ulong ConnectionTag => StandInServer.ConnectionTag | (uint)index;

        public Socket Listener => listener;

        public MonitorConnection? Connection { get; set; }

        public int Connections { get; set; }

        public long LastEvent { get; set; }

        public string Status { get; set; } = "running";

        public byte[] BurstName { get; set; } = [];
    }

    private sealed record Emission(byte[] Name, double Rate, long Total, long Started, int From, int Over, bool TellsTime)
    {
        public long Sent { get; set; }
    }
}
