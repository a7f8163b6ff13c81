using System.Text.Json;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Configuration;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Groups;

/// <summary>All partitions, with rules whose alerts go by a route: what is told is kept, in order.</summary>
internal sealed class GroupLab
{
    public static readonly Rule Panic = Make.Rule("panic", Make.When("GUEST_PANICKED"), Make.Alert("{{ vm.name }} panicked") with { ResolvedBy = [Make.ResolvedBy("RESET")] });

    public static readonly Route ByRule = Make.Route(null, "oncall", "am") with { Group = new RouteGrouping(["rule", "host"], TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)) };

    private readonly Lab _lab;
    private int _ordinal;
    private DateTimeOffset _passed = Make.Start;

    public GroupLab(Route route, PartitionOptions? options = null, params Rule[] rules)
        : this(Make.Settings([route]), options, rules, null)
    {
    }

    public GroupLab(PartitionSettings settings, PartitionOptions? options, Rule[] rules, int[]? partitions = null)
    {
        Settings = settings;
        Rules = rules.Length == 0 ? [Panic] : rules;
        _lab = new Lab(p => Make.Core(p, Settings, options, null, Rules), partitions ?? [.. Enumerable.Range(0, PartitionMap.Count)]);
    }

    /// <summary>The partitions of these VMs and of the group of their alerts by <see cref="ByRule"/>: all are many, where they are restarted over and over.</summary>
    public static int[] PartitionsOf(Route route, params string[] vms) =>
    [
        .. vms.Select(vm => PartitionMap.OfVm($"id-{vm}")).Append(new GroupPlace(route.Id, """{"host":"h1","rule":"panic"}""", TimeSpan.Zero, TimeSpan.Zero).Partition).Distinct(),
    ];

    public PartitionSettings Settings { get; set; }

    public Rule[] Rules { get; set; }

    /// <summary>Deliveries since this was last asked.</summary>
    public List<DeliveryRow> Told { get; } = [];

    public List<string> Notices { get; } = [];

    /// <summary>Alerts that ended before their group told of them.</summary>
    public List<UntoldAlert> Untold { get; } = [];

    public Dictionary<string, AlertRow> Alerts { get; } = [];

    public IEnumerable<PartitionCounters> Counters => _lab.Partitions.Select(p => _lab[p].Counters);

    public DeliveryRow[] Take()
    {
        DeliveryRow[] told = [.. Told];
        Told.Clear();
        return told;
    }

    public void Happens(string name, string vm, double at, string host = "h1")
    {
        HappensUnheard(name, vm, at, host);
        Deliver(At(at));
    }

    /// <summary>It happens, and what its partition tells others of it is on its way still.</summary>
    public void HappensUnheard(string name, string vm, double at, string host = "h1")
    {
        var seen = Make.Event(name, ordinal: ++_ordinal, vm: Make.Vm(vm) with { Host = host }, at: At(at));
        Keep(_lab.Apply(PartitionMap.OfVm(seen.Vm.Id), At(at), seen));
    }

    /// <summary>Brings what partitions say to each other, and lets time pass in all of them, from one deadline to the next.</summary>
    public void Pass(double at)
    {
        var now = _passed;
        _passed = At(at);
        while (true)
        {
            Deliver(now);
            if (_lab.Partitions.Min(partition => _lab[partition].NextDue) is not { } due || due >= At(at))
            {
                Deliver(At(at));
                return;
            }

            now = due < now ? now : due.AddMicroseconds(1);
            foreach (var partition in _lab.Partitions.Where(partition => _lab[partition].NextDue < now).ToArray())
            {
                Keep(_lab.Apply(partition, now));
            }
        }
    }

    public void Deliver(double at) => Deliver(At(at));

    private void Deliver(DateTimeOffset at)
    {
        foreach (var commit in _lab.Deliver(at))
        {
            Keep(commit);
        }
    }

    public void Hold(string kind, Hold hold, double at, string id)
    {
        foreach (var partition in _lab.Partitions.ToArray())
        {
            Keep(_lab.Tell(partition, At(at), kind, hold.Write(), $"{id}/{partition}"));
        }
    }

    public void Acknowledge(string vm, double at)
    {
        var alert = Alerts.Values.Single(a => a.VmName == vm && a.State.IsOpen());
        Keep(_lab.Tell(PartitionMap.OfVm(alert.VmId), At(at), InboxKinds.AlertByHand, new AlertByHand(alert.Uid, false, "ann", "on it").Write(), $"ack{++_ordinal}"));
    }

    public void Resolve(string vm, double at)
    {
        var alert = Alerts.Values.Single(a => a.VmName == vm && a.State.IsOpen());
        Keep(_lab.Tell(PartitionMap.OfVm(alert.VmId), At(at), InboxKinds.AlertByHand, new AlertByHand(alert.Uid, true, "ann").Write(), $"end{++_ordinal}"));
    }

    /// <summary>All partitions go down and come up again, with what waits in their inboxes.</summary>
    public void Restart(double at)
    {
        foreach (var partition in _lab.Partitions.ToArray())
        {
            Keep(_lab.Restart(partition, At(at)));
        }
    }

    /// <summary>All partitions go on under other rules and settings.</summary>
    public void Reload(double at)
    {
        var set = new Rules.Engine.RuleSet(Reactor.Rules.Expressions.RuleVocabulary.Empty, Rules);
        foreach (var partition in _lab.Partitions.ToArray())
        {
            Keep(_lab.Keep(partition, _lab[partition].Reload(set, Settings, At(at), new Rules.Engine.RuleEngine(set))));
        }
    }

    public static DateTimeOffset At(double seconds) => Make.Start.AddSeconds(seconds);

    public static JsonElement Json(DeliveryRow delivery)
    {
        using var document = JsonDocument.Parse(delivery.Body);
        return document.RootElement.Clone();
    }

    /// <summary>In words: target, kind, what fires and what ended.</summary>
    public static string Words(DeliveryRow delivery)
    {
        var alerts = Json(delivery).GetProperty("data").TryGetProperty("alerts", out var list) ? list.EnumerateArray().ToArray() : [Json(delivery).GetProperty("data")];
        return $"{delivery.Target} {delivery.Kind}: {string.Join(' ', alerts.Select(a => $"{a.GetProperty("vm").GetProperty("name").GetString()}={a.GetProperty("alert").GetProperty("state").GetString()}"))}";
    }

    private void Keep(Commit commit)
    {
        Told.AddRange(commit.Deliveries);
        Untold.AddRange(commit.Untold);
        Notices.AddRange(commit.LogLines.Select(line => line.Message));
        foreach (var alert in commit.Alerts)
        {
            Alerts[alert.Uid] = alert;
        }
    }
}
