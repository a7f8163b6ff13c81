using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace StandIn;

/// <summary>An event that the kernel took to its last byte.</summary>
/// <param name="Connection">The connection's number, from 1.</param>
/// <param name="Number">The event's, from 1, rising over all connections.</param>
internal readonly record struct Written(int Connection, long Number);

/// <summary>
/// One VM's monitor that does wrong what can be done wrong, a fault a connection, as a seed says. When its faults are used up it behaves, and each
/// further connection gets an event, known by <see cref="IsLast"/>, after its negotiation and after each answer. What it wrote it remembers: the oracle.
/// </summary>
internal sealed class FaultyPeer : IAsyncDisposable
{
    /// <summary>More than any buffer for one VM holds.</summary>
    public const int FloodEvents = 6_000;

    private const int LongestPauseMilliseconds = 5;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ending = new();
    private readonly Random _random;
    private readonly Fault[] _faults;
    private readonly int _hugeBytes;
    private readonly string _uuid;
    private readonly ConcurrentQueue<Written> _written = new();
    private readonly ConcurrentDictionary<long, bool> _last = new();
    private readonly List<Socket> _unread = [];
    private readonly Task _serving;
    private long _numbers;
    private volatile bool _behaves;

    /// <param name="path">Its socket.</param>
    /// <param name="faults">One for each connection.</param>
    /// <param name="random">What else differs.</param>
    /// <param name="hugeBytes">Longer than the longest message that is taken.</param>
    /// <param name="vm">The VM's number among those of a stand-in: its UUID.</param>
    public FaultyPeer(string path, IEnumerable<Fault> faults, Random random, int hugeBytes, int vm = 1)
    {
        (_faults, _random, _hugeBytes, _uuid) = ([.. faults], random, hugeBytes, StandInNames.Uuid(vm));
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
        _serving = ServeAsync();
    }

    /// <summary>What was written, in order.</summary>
    public IReadOnlyList<Written> Written => [.. _written];

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>From the next connection on it does nothing wrong, whatever faults are left.</summary>
    public void Behave() => _behaves = true;

    /// <summary>Whether an event was written after all faults.</summary>
    public bool IsLast(long number) => _last.ContainsKey(number);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _serving.ConfigureAwait(false);
        _unread.ForEach(socket => socket.Dispose());
        _ending.Dispose();
    }

    // One client at a time; another waits unheard.
    private async Task ServeAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_ending.Token).ConfigureAwait(false);
                var number = ++Connections;
                var fault = number <= _faults.Length && !_behaves ? _faults[number - 1] : (Fault?)null;
                try
                {
                    await new Conversation(this, socket, number, fault).HoldAsync().ConfigureAwait(false);
                }
                finally
                {
                    if (!_unread.Contains(socket))
                        socket.Dispose();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client closed, or the test is over.
            }
        }
    }

    /// <summary>One client.</summary>
    private sealed class Conversation(FaultyPeer peer, Socket socket, int number, Fault? fault)
    {
        private readonly List<byte> _input = [];
        private readonly CancellationToken _ending = peer._ending.Token;
        private readonly List<string> _held = [];

        public async Task HoldAsync()
        {
            if (fault == Fault.EarlyEvents)
                await SendEventsAsync(peer._random.Next(1, 4)).ConfigureAwait(false);
            if (fault == Fault.Silent)
            {
                await UntilClosedAsync().ConfigureAwait(false);
                return;
            }

            await SendAsync(MonitorText.Greeting).ConfigureAwait(false);
            if (fault == Fault.NeverReads)
            {
                // Not even the end, so whoever comes next is served meanwhile.
                await SendEventsAsync(1).ConfigureAwait(false);
                peer._unread.Add(socket);
                return;
            }

            for (var asked = 0; asked < 3; asked++)
            {
                if (await ReadLineAsync().ConfigureAwait(false) is not { } line)
                    return;
                await AnswerAsync(line).ConfigureAwait(false);
            }

            await SpeakAsync().ConfigureAwait(false);
        }

        /// <summary>The capabilities, the state, the UUID: with some faults one of them is not answered, or later.</summary>
        private async Task AnswerAsync(byte[] line)
        {
            var (command, id) = MonitorText.ReadCommand(line);
            var answer = Encoding.UTF8.GetString(MonitorText.Answer(command, id, "faulty", peer._uuid, "running"));
            if (command != "qmp_capabilities")
            {
                if (fault == Fault.NeverAnswers)
                    return;
                if (fault == Fault.AnswersReversed)
                {
                    _held.Insert(0, answer);
                    answer = _held.Count == 2 ? string.Concat(_held) : "";
                }
            }

            if (peer._random.Next(4) == 0)
                await SendEventsAsync(1).ConfigureAwait(false);
            await SendAsync(Encoding.UTF8.GetBytes(fault == Fault.AnswersTwice ? answer + answer : answer)).ConfigureAwait(false);
        }

        private async Task SpeakAsync()
        {
            await SendEventsAsync(fault == Fault.Flood ? FloodEvents : peer._random.Next(20)).ConfigureAwait(false);
            switch (fault)
            {
                case null:
                    await SendEventsAsync(1, isLast: true).ConfigureAwait(false);
                    // Where that did not fit it is asked for its state, and there is another.
                    while (await ReadLineAsync().ConfigureAwait(false) is { } line)
                    {
                        await AnswerAsync(line).ConfigureAwait(false);
                        await SendEventsAsync(1, isLast: true).ConfigureAwait(false);
                    }

                    break;
                case Fault.CutLine:
                    var cut = Line(0);
                    await SendAsync(cut.AsMemory(0, peer._random.Next(1, cut.Length - 2))).ConfigureAwait(false);
                    break;
                case Fault.Garbage:
                    await GoWrongAsync("}{ nonsense \r\n"u8.ToArray()).ConfigureAwait(false);
                    break;
                case Fault.BadText:
                    await GoWrongAsync([.. "{\"event\": \"RTC_CHANGE\", \"data\": {\"x\": \""u8, 0xff, 0xfe, .. "\"}}\r\n"u8]).ConfigureAwait(false);
                    break;
                case Fault.HugeMessage:
                    await GoWrongAsync(MonitorText.Line($"{{\"event\": \"RTC_CHANGE\", \"data\": {{\"x\": \"{new string('x', peer._hugeBytes)}\"}}}}")).ConfigureAwait(false);
                    break;
                case Fault.DeepMessage:
                    await GoWrongAsync(MonitorText.Line($"{{\"event\": \"RTC_CHANGE\", \"data\": {string.Concat(Enumerable.Repeat("{\"a\":", 2000))}1{new string('}', 2000)}}}")).ConfigureAwait(false);
                    break;
                case Fault.WideMessage:
                    await GoWrongAsync(MonitorText.Line($"{{\"event\": \"RTC_CHANGE\", \"data\": {{\"x\": [{string.Join(',', Enumerable.Repeat('0', peer._hugeBytes / 4))}]}}}}")).ConfigureAwait(false);
                    break;
                case Fault.HugeNumber:
                    await SendAsync(MonitorText.Line($"{{\"timestamp\": {{\"seconds\": {new string('9', 400)}, \"microseconds\": 1e999}}, \"event\": \"RTC_CHANGE\", \"data\": {{\"x\": {new string('9', 4000)}}}}}")).ConfigureAwait(false);
                    await SendEventsAsync(3).ConfigureAwait(false);
                    break;
                case Fault.LongEvent:
                    await SendAsync(MonitorText.Line($"{{\"event\": \"RTC_CHANGE\", \"data\": {{\"x\": \"{new string('x', peer._hugeBytes / 2)}\"}}}}")).ConfigureAwait(false);
                    await SendEventsAsync(3).ConfigureAwait(false);
                    break;
            }
        }

        /// <summary>Says what ends the conversation from the other side, and goes on as if nothing was.</summary>
        private async Task GoWrongAsync(byte[] bytes)
        {
            await SendAsync(bytes).ConfigureAwait(false);
            await SendEventsAsync(3).ConfigureAwait(false);
            await UntilClosedAsync().ConfigureAwait(false);
        }

        private async Task SendEventsAsync(int count, bool isLast = false)
        {
            for (var i = 0; i < count; i++)
            {
                var next = ++peer._numbers;
                if (isLast)
                    peer._last[next] = true;
                await SendAsync(Line(next)).ConfigureAwait(false);
                peer._written.Enqueue(new(number, next));
            }
        }

        private async Task SendAsync(ReadOnlyMemory<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                var piece = fault == Fault.Slow ? bytes[..Math.Min(bytes.Length, peer._random.Next(1, 30))] : bytes;
                bytes = bytes[await socket.SendAsync(piece, SocketFlags.None, _ending).ConfigureAwait(false)..];
                if (fault == Fault.Slow)
                    await Task.Delay(peer._random.Next(0, LongestPauseMilliseconds), _ending).ConfigureAwait(false);
            }
        }

        private async Task<byte[]?> ReadLineAsync()
        {
            var buffer = new byte[fault == Fault.Slow ? 7 : 4096];
            while (!_input.Contains((byte)'\n'))
            {
                var count = await socket.ReceiveAsync(buffer, SocketFlags.None, _ending).ConfigureAwait(false);
                if (count == 0)
                    return null;
                _input.AddRange(buffer.AsSpan(0, count));
            }

            var end = _input.IndexOf((byte)'\n');
            byte[] line = [.. _input[..end]];
            _input.RemoveRange(0, end + 1);
            return line;
        }

        private async Task UntilClosedAsync()
        {
            while (await ReadLineAsync().ConfigureAwait(false) is not null)
            {
            }
        }

        private static byte[] Line(long number) => MonitorText.Line(string.Create(
            CultureInfo.InvariantCulture, $$$"""{"timestamp": {"seconds": 1772445600, "microseconds": 1}, "event": "RTC_CHANGE", "data": {"offset": {{{number}}}}}"""));
    }
}
