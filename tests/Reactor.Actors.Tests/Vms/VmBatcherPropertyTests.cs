using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>
/// A VM whose state changes at random, connections that break, answers that come before or after events, buckets that run dry and a daemon that is
/// killed: whoever folds what the partition was told, live and recovered, knows in the end what is so, and was told nothing twice.
/// </summary>
public sealed class VmBatcherPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 400)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Told_is_what_is_so_and_nothing_is_told_twice(int seed)
    {
        var world = new World(new Random(seed));
        for (var i = 0; i < 120; i++)
            world.Step();
        world.Settle();
    }

    /// <summary>What is true of the VM, or what somebody knows of it: naively.</summary>
    private sealed class Picture
    {
        public string Status { get; private set; } = "running";

        public SortedDictionary<string, string> Rest { get; } = new(StringComparer.Ordinal);

        public void Take(string name, JsonNode data)
        {
            switch (name)
            {
                case "STOP": Status = Status == "running" ? "paused" : Status; break;
                case "RESUME": Status = "running"; break;
                case "GUEST_PANICKED": Status = "guest-panicked"; break;
                case "BALLOON_CHANGE": Rest["balloon"] = data["actual"]!.ToString(); break;
                case "ACPI_DEVICE_OST": Rest[$"slot {data["info"]!["slot"]}"] = $"{data["info"]!["source"]} {data["info"]!["status"]}"; break;
                case "VNC_CONNECTED": Rest[Session(data)] = "connected"; break;
                case "VNC_INITIALIZED": Rest[Session(data)] = "session"; break;
                case "VNC_DISCONNECTED": Rest.Remove(Session(data)); break;
            }
        }

        public string Text => $"{Status}; {string.Join("; ", Rest.Select(pair => $"{pair.Key}: {pair.Value}"))}";

        private static string Session(JsonNode data) => $"vnc {data["client"]!["service"]}";
    }

    private sealed class World
    {
        private static readonly VmOptions s_options = new() { EventBurst = 4, EventsPerSecond = 1 };
        private static readonly string[] s_wanted = ["BALLOON_CHANGE", "ACPI_DEVICE_OST", "VNC_INITIALIZED"];

        private readonly Random _random;
        private readonly ManualTime _time = new();
        private readonly RunNumbers _numbers = new();
        private readonly Picture _truth = new();
        private readonly Picture _told = new();
        private readonly HashSet<string> _ids = [];
        private readonly WantedEvents _wanted = new(EventCatalogue.Default, name => s_wanted.Contains(name));
        private readonly StringBuilder _log = new();
        private VmIdentity? _stored;
        private VmFeed _feed = null!;
        private VmBatcher _batcher = null!;
        private FeedConnection? _connection;
        private VmAnswers? _asking;
        private bool _isAnnounced;
        private bool _hasLoss;
        private long _ordinal;
        private long _epoch;

        public World(Random random)
        {
            _random = random;
            _truth.Rest["balloon"] = _told.Rest["balloon"] = "100";
            var known = Ask().Replies.Aggregate(LastKnown.Nothing.WithStatus("running"), (known, answered) => known.After(answered.Reply, LastKnown.Nothing));
            _stored = Identity() with { Memory = new VmMemory(known, _time.GetUtcNow(), IsStored: true) };
            Restart();
        }

        public void Step()
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            switch (_random.Next(16))
            {
                case < 8: Change(); break;
                case 8: Cut(); break;
                case 9 or 10 when _connection is null: Connect(); break;
                case 9 or 10: Answer(); break;
                case 11 when _random.Next(3) == 0: Restart(); break;
                case 12: Observe(); break;
                default: Drain(_random.Next(3)); break;
            }
        }

        /// <summary>Everything is heard and told in the end.</summary>
        public void Settle()
        {
            if (_connection is null)
                Connect();
            for (var i = 0; i < 20; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(10));
                Answer();
                Drain(1000);
            }

            Assert.True(_truth.Text == _told.Text, $"so:   {_truth.Text}\ntold: {_told.Text}\n{_log}");
        }

        private void Change()
        {
            switch (_random.Next(6))
            {
                case 0 when _truth.Status == "running":
                    Happens("GUEST_PANICKED", """{"action": "pause"}""");
                    Happens("STOP", "{}");
                    break;
                case 0 or 1: Happens(_truth.Status == "running" ? "STOP" : "RESUME", "{}"); break;
                case 2: Happens("BALLOON_CHANGE", $$"""{"actual": {{_random.Next(1, 5)}}}"""); break;
                case 3: Happens("ACPI_DEVICE_OST", $$$"""{"info": {"slot": "{{{_random.Next(2)}}}", "slot-type": "DIMM", "source": 1, "status": {{{_random.Next(3)}}}}}"""); break;
                default:
                    var port = _random.Next(3).ToString(CultureInfo.InvariantCulture);
                    var ends = $$$"""{"server": {"host": "h", "service": "5900", "family": "ipv4", "websocket": false}, "client": {"host": "c", "service": "{{{port}}}", "family": "ipv4", "websocket": false}}""";
                    if (_truth.Rest.ContainsKey($"vnc {port}"))
                    {
                        Happens("VNC_DISCONNECTED", ends);
                        break;
                    }

                    Happens("VNC_CONNECTED", ends);
                    Happens("VNC_INITIALIZED", ends);
                    break;
            }
        }

        private void Happens(string name, string data)
        {
            _truth.Take(name, JsonNode.Parse(data)!);
            _log.AppendLine(CultureInfo.InvariantCulture, $"{name} {data} {(_connection is null ? "unheard" : "")}");
            _connection?.OnEvents([new QmpEvent(name, Encoding.UTF8.GetBytes(data), null, ++_ordinal, default)]);
        }

        private void Connect()
        {
            _connection = new FeedConnection(_feed, _numbers.Next());
            _ordinal = 0;
            (_isAnnounced, _hasLoss, _asking) = (false, false, null);
            _log.AppendLine("connected");
        }

        /// <summary>Questions are put, or, where they were, their answers come to the actor: what they tell was so a while ago.</summary>
        private void Answer()
        {
            if (_connection is null)
                return;
            if (_asking is not { } answers)
            {
                if (_isAnnounced && !_hasLoss)
                    return;
                (_asking, _hasLoss) = (Ask(), false);
                if (_isAnnounced)
                    _batcher.BeginReconciling();
                return;
            }

            _log.AppendLine(CultureInfo.InvariantCulture, $"answers up to {answers.StatusKnownUpTo}");
            _asking = null;
            if (_isAnnounced)
            {
                _batcher.Reconcile(_connection, answers, _time.GetUtcNow());
                return;
            }

            _isAnnounced = true;
            _connection.Identity = Identity();
            _batcher.Announce(_connection, Identity(), answers, _time.GetUtcNow());
        }

        private VmAnswers Ask()
        {
            var covered = _ordinal;
            var replies = _wanted.Questions.Select(question => new AnsweredQuestion(
                new StateReply(question, Encoding.UTF8.GetBytes(question.Name switch
                {
                    "balloon" => $$"""{"actual": {{_truth.Rest["balloon"]}}}""",
                    "slots" => $"[{string.Join(',', Of("slot").Select(slot => $$"""{"slot": "{{slot.Key}}", "slot-type": "DIMM", "source": 1, "status": {{slot.Value[2..]}}}"""))}]",
                    _ => $$"""[{"server": [{"host": "h", "service": "5900", "family": "ipv4", "websocket": false}], "auth": "none", "clients": [{{string.Join(',', Of("vnc").Select(client => $$"""{"host": "c", "service": "{{client.Key}}", "family": "ipv4", "websocket": false}"""))}}]}]""",
                })),
                covered));
            return new VmAnswers(_truth.Status, covered, null) { Asked = _wanted.Questions, Replies = [.. replies] };
        }

        private (string Key, string Value)[] Of(string kind) =>
            [.. _truth.Rest.Where(pair => pair.Key.StartsWith(kind + " ", StringComparison.Ordinal)).Select(pair => (pair.Key[(kind.Length + 1)..], pair.Value))];

        private void Observe()
        {
            if (_connection is not null && _isAnnounced)
                _batcher.Observe(_connection, _truth.Status, _ordinal, _time.GetUtcNow());
        }

        private void Cut()
        {
            if (_connection is { Identity: not null } connection)
                _batcher.End(connection, peerClosed: true, processEnded: false);
            (_connection, _asking) = (null, null);
            _log.AppendLine("cut");
        }

        /// <summary>The daemon is killed: what is not committed is gone.</summary>
        private void Restart()
        {
            _connection = null;
            _asking = null;
            _feed = new VmFeed(new Attention(_wanted, false), s_options, _time, ActorRefs.Nobody);
            _batcher = new VmBatcher(_feed, ++_epoch, _stored, () => _time.GetUtcNow(), _numbers);
            _log.AppendLine("killed");
        }

        private void Drain(int batches)
        {
            while (batches-- > 0 && _batcher.Next(_connection is not null && (!_isAnnounced || _asking is not null) ? _connection : null) is { } batch)
            {
                _hasLoss |= batch.HasLoss;
                foreach (var input in batch.Inputs)
                    Take(input);
            }
        }

        private void Take(PartitionInput input)
        {
            switch (input.Made())
            {
                case VmStateInput state:
                    var row = state.ToRow();
                    _stored = Identity() with { Memory = new VmMemory(LastKnown.Parse(row.Status, row.Known), _time.GetUtcNow(), IsStored: true) };
                    break;
                case EventInput { Event: var e } when !EventCatalogue.Reserved.Contains(e.Name):
                    var before = _told.Text;
                    _told.Take(e.Name, JsonNode.Parse(e.Data.Span)!);
                    _log.AppendLine(CultureInfo.InvariantCulture, $"    told {e.Origin} {e.Name} {Encoding.UTF8.GetString(e.Data.Span)}");
                    Assert.True(_ids.Add(e.Id), $"told twice: {e.Id}\n{_log}");
                    Assert.True(e.Origin == EventOrigin.Live || before != _told.Text || (e.Name == "STOP" && _told.Status != "running"), $"nothing new: {e.Name}\n{_log}");
                    break;
            }
        }

        private static VmIdentity Identity() => new(new VmView { Id = "vm", Name = "vm", Host = "h" }, "unix:/x", "1-1", "7.2.22");
    }
}
