using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Tests.Engine.Properties;

internal enum StepKind
{
    Event,
    Time,
    State,
    Link,
    Own,
}

/// <summary>One input of a random stream, in words that the reference understands without the engine.</summary>
internal sealed record Step(StepKind Kind, int Ordinal, double At)
{
    public string Vm { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Members of data by name.</summary>
    public ImmutableSortedDictionary<string, string> Data { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool IsRecovered { get; init; }

    public string Status { get; init; } = "running";

    public bool IsCalm { get; init; }

    public LinkState Link { get; init; }

    public string Rule { get; init; } = "";

    public bool HasReturned { get; init; }

    public string Id => Ordinal.ToString(CultureInfo.InvariantCulture);

    public int? V => Data.TryGetValue("v", out var v) ? int.Parse(v, CultureInfo.InvariantCulture) : null;

    public static DateTimeOffset Time(double seconds) => TestRules.Start.AddSeconds(seconds);

    public EngineInput ToInput()
    {
        var vm = TestRules.Vm(Vm) with
        {
            Status = Status,
            Facts = IsCalm ? ImmutableSortedDictionary<string, string>.Empty.Add("calm", "yes") : ImmutableSortedDictionary<string, string>.Empty,
        };
        return Kind switch
        {
            StepKind.Event => new SeenEvent(vm, new VmEvent
            {
                Id = Id,
                Name = Name,
                At = Time(At),
                Data = Encoding.UTF8.GetBytes($"{{{string.Join(',', Data.Select(d => $"\"{d.Key}\":{d.Value}"))}}}"),
                Origin = IsRecovered ? EventOrigin.Recovered : EventOrigin.Live,
            }),
            StepKind.Time => new TimePassed(Time(At)),
            StepKind.State => new StateObserved(vm, Id, Time(At), Time(At)),
            StepKind.Link => new LinkChanged(vm, Link, Id, Time(At)),
            _ => new OwnCommand(Rule, vm.Id, "cmd", HasReturned, Time(At)),
        };
    }
}

/// <summary>A random stream.</summary>
internal sealed class Steps(Random random, IReadOnlyList<string> rules)
{
    private readonly Dictionary<string, (string Status, bool IsCalm)> _views = new(StringComparer.Ordinal);
    private int _ordinal;
    private double _at;

    public double Advance()
    {
        _at += random.Next(60) == 0 ? 100 * random.Next(5) : new[] { 0, 0, 0.5, 0.5, 1, 1, 2, 3 }[random.Next(8)];
        return _at;
    }

    public Step Next()
    {
        var vm = random.Next(3) > 0 ? "a" : "b";
        var (status, isCalm) = _views.GetValueOrDefault(vm, ("running", false));
        if (random.Next(5) == 0)
            status = status == "running" ? "paused" : "running";
        if (random.Next(8) == 0)
            isCalm = !isCalm;
        var kind = random.Next(12) switch
        {
            0 => StepKind.State,
            1 => StepKind.Link,
            2 when random.Next(2) == 0 => StepKind.Own,
            _ => StepKind.Event,
        };
        var step = new Step(kind, _ordinal++, _at)
        {
            Vm = vm,
            Name = new[] { "A", "A", "B", "B", "C", "D" }[random.Next(6)],
            Data = Data(),
            IsRecovered = random.Next(5) == 0,
            Status = status,
            IsCalm = isCalm,
            Link = new[] { LinkState.Lost, LinkState.Lost, LinkState.Restored, LinkState.Restored, LinkState.Missed, LinkState.Ended, LinkState.Removed }[random.Next(7)],
            Rule = rules[random.Next(rules.Count)],
            HasReturned = random.Next(2) == 0,
        };
        if (kind != StepKind.Own)
            _views[vm] = (status, isCalm);
        return step;
    }

    private ImmutableSortedDictionary<string, string> Data()
    {
        var data = ImmutableSortedDictionary<string, string>.Empty;
        if (random.Next(12) > 0)
            data = data.Add("k", random.Next(3) > 0 ? "\"x\"" : "\"y\"");
        if (random.Next(12) > 0)
            data = data.Add("j", random.Next(3) > 0 ? "\"x\"" : "1.5");
        return random.Next(12) > 0 ? data.Add("v", random.Next(4).ToString(CultureInfo.InvariantCulture)) : data;
    }
}
