using System.Collections.Immutable;
using System.Text;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>Makes what happens in a test: ranges of VMs written out, in order of time.</summary>
internal sealed class InputCompiler(TestNames known, Func<ImmutableArray<Placed<string>>, RuleSet?> load, DiagnosticBag diagnostics)
{
    private const int MaxInputs = 100_000;

    private readonly EventDataCheck _data = new(diagnostics);

    public ImmutableArray<TestInput> Compile(ImmutableArray<InputSyntax> inputs)
    {
        var all = new List<TestInput>();
        foreach (var input in inputs)
        {
            all.AddRange(Compile(input));
            if (all.Count > MaxInputs)
            {
                diagnostics.Error(input.Place, DiagnosticCodes.Limit, $"a test has at most {MaxInputs:N0} inputs, ranges of VMs written out");
                break;
            }
        }

        return [.. all.OrderBy(i => i.At)];
    }

    private IEnumerable<TestInput> Compile(InputSyntax input) => input switch
    {
        { Event: { } name } => Events(input, name),
        { Link: { } link } => Links(input, link),
        { Restarts: true } => [new EngineRestarts(input.At, input.DownFor)],
        { Reload: { } reload } => Reload(input, reload),
        { Silence: { } hold } => [Hold(input, TestHold.Silence, hold)],
        { Maintenance: { } hold } => [Hold(input, TestHold.Maintenance, hold)],
        { Acknowledge: { } match } => [new AlertsByHand(input.At, false, Pairs(match))],
        { Resolve: { } match } => [new AlertsByHand(input.At, true, Pairs(match))],
        { Clock: { } step } => [new ClockSteps(input.At, step)],
        _ => [.. Targets(input), .. Answers(input), .. input.Programs.Select(p => new ProgramEnds(input.At, p.Name, p.Value.ExitCode, p.Value.Stdout, p.Value.Stderr))],
    };

    private IEnumerable<TestInput> Events(InputSyntax input, Placed<string> name)
    {
        var vms = known.Vms(input.Vm, name.Place);
        ReadOnlyMemory<byte> data;
        if (EventCatalogue.Default.TryGet(name.Value, out var schema))
        {
            data = Bytes(_data.Check(input.Data, schema, name.Place));
        }
        else if (known.AreUnchecked)
        {
            data = Bytes((input.Data is null ? null : YamlJson.Of(input.Data, diagnostics)) ?? new System.Text.Json.Nodes.JsonObject());
        }
        else
        {
            diagnostics.Error(
                name.Place, DiagnosticCodes.UnknownEvent, $"unknown event {Shown.Word(name.Value)}", Nearest.Suggest(name.Value, EventCatalogue.Default.Names) ?? "a rule may name it with `unchecked: true`");
            return [];
        }

        return vms.Select((vm, i) => new EventHappens(input.At + ((input.Step ?? TimeSpan.Zero) * i), vm, name.Value, WireForm.Normalise(name.Value, data.Span)));
    }

    private IEnumerable<TestInput> Links(InputSyntax input, TestLink link)
    {
        string? status = null;
        var others = ImmutableArray.CreateBuilder<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        foreach (var answer in input.Qmp)
        {
            if (link is not (TestLink.Up or TestLink.Missed))
                diagnostics.Error(answer.Place, DiagnosticCodes.ConflictingKeys, "a VM is asked for its state when its link is up again, or when something was missed on it: write it beside link: up or link: missed");
            else if (LinkChanges.Queries.Contains(answer.Name))
                others.Add(new(answer.Name, Encoding.UTF8.GetBytes(answer.Value.Value?.ToJsonString() ?? "null")));
            else if (answer.Name != "query-status")
                diagnostics.Error(answer.Place, DiagnosticCodes.BadValue, $"after a gap nobody asks {answer.Name}, but query-status, {string.Join(", ", LinkChanges.Queries)}", "for answers to a rule's commands write answers: {COMMAND: {return: ...}}");
            else if (answer.Value.Value is System.Text.Json.Nodes.JsonObject given && given["status"] is System.Text.Json.Nodes.JsonValue text && text.TryGetValue(out string? word))
                status = word;
            else
                diagnostics.Error(answer.Place, DiagnosticCodes.MissingKey, "an answer to query-status has a `status`, such as {status: running, running: true}");
        }

        return known.Vms(input.Vm, input.Place).Select((vm, i) => new LinkChanges(input.At + ((input.Step ?? TimeSpan.Zero) * i), vm, link, status) { Answers = others.ToImmutable() });
    }

    private IEnumerable<TestInput> Reload(InputSyntax input, Placed<ImmutableArray<Placed<string>>> reload)
    {
        if (load(reload.Value) is not { } rules)
            return [];
        known.Add(rules);
        return [new RulesReload(input.At, rules)];
    }

    private static HoldIsSet Hold(InputSyntax input, TestHold kind, HoldSyntax hold) =>
        new(input.At, kind, Pairs(hold.Match), hold.For);

    private static ImmutableArray<KeyValuePair<string, string>> Pairs(ImmutableArray<Named<string>> match) => [.. match.Select(m => KeyValuePair.Create(m.Name, m.Value))];

    private IEnumerable<TestInput> Targets(InputSyntax input)
    {
        foreach (var target in input.Targets)
        {
            known.Target(target.Name, target.Place);
            yield return new TargetAnswers(input.At, target.Name, target.Value);
        }
    }

    private IEnumerable<TestInput> Answers(InputSyntax input)
    {
        var vms = input.Vm is null ? [null] : known.Vms(input.Vm, input.Place).Cast<string?>();
        foreach (var answer in input.Answers)
        {
            if (!CommandCatalogue.Default.TryGet(answer.Name, out _) && !known.AreUnchecked)
                diagnostics.Error(answer.Place, DiagnosticCodes.BadValue, $"unknown command {Shown.Word(answer.Name)}", Nearest.Suggest(answer.Name, CommandCatalogue.Default.Names));
        }

        return from vm in vms from answer in input.Answers select new CommandAnswers(input.At, vm, answer.Name, answer.Value);
    }

    private static byte[] Bytes(System.Text.Json.Nodes.JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
