using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>The keys of an entry of <c>input</c>.</summary>
internal static class InputShape
{
    public static readonly Shape Shape = new Shape("an input")
        .Elsewhere("command", "answers to commands are given by `answers: {COMMAND: {return: {}}}`")
        .Elsewhere("host", "hosts stand in `fleet`");

    public static readonly Shape HoldShape = new Shape("a silence or maintenance").Elsewhere("vm", "write match: {vm: ...}").Elsewhere("rule", "write match: {rule: ...}");

    private static readonly Reading<ImmutableArray<Named<string>>> s_names = Collections.Map(Scalars.Word("rule, alert, severity, vm, host or a label's name"), Scalars.AnyText);

    private static readonly Key<ImmutableArray<Named<string>>> s_match = HoldShape.Required("match", s_names, "What it is for: rule, alert, severity, vm, host or a label, and its value; all must fit.");
    private static readonly Key<TimeSpan> s_for = HoldShape.Required("for", TestReadings.Span, "How long it lasts.");

    private static readonly Reading<HoldSyntax> s_hold = new ObjectReading<HoldSyntax>(HoldShape, f => new(f.GetOr(s_match, []), f.Get(s_for)));

    private static readonly Key<TimeSpan> s_at = Shape.Required("at", TestReadings.At, "When, from the test's start.");
    private static readonly Key<Placed<string>> s_vm = Shape.Optional("vm", Collections.Placed(CommonReadings.VmName), "The VM; vm{1..5} is five of them. Default: the only one there is; for answers: all.");
    private static readonly Key<TimeSpan> s_step = Shape.Optional("step", TestReadings.At, "How much later each further VM's turn is; default 0s.");
    private static readonly Key<Placed<string>> s_event = Shape.Optional("event", Collections.Placed(Scalars.EventName), "An event of the VM.");
    private static readonly Key<JsonReading.Json> s_data = Shape.Optional("data", new JsonReading("the event's data"), "The event's data, as QEMU sends it; default: none.");
    private static readonly Key<string> s_engine = Shape.Optional("engine", Scalars.Choice(("restart", "restart")), "restart: the daemon stops and starts again.");
    private static readonly Key<TimeSpan> s_downFor = Shape.Optional("down_for", TestReadings.At, "How long the daemon is down; default 0s.");
    private static readonly Key<Placed<ImmutableArray<Placed<string>>>> s_reload = Shape.Optional("reload", Collections.Placed(Collections.OneOrMany(Collections.Placed(Scalars.TextOf("a path or pattern of rule files", 4096)))), "Rule files that take the place of those that run, relative to this file.");
    private static readonly Key<TestLink> s_link = Shape.Optional("link", Scalars.Choice(("down", TestLink.Down), ("up", TestLink.Up), ("missed", TestLink.Missed), ("ended", TestLink.Ended), ("silent", TestLink.Silent), ("answers", TestLink.Answers)), "What becomes of the connection to the VM: down, up, missed (something was lost on it), ended (with the VM's process), silent (it stays, the VM doesn't answer), answers (it does so again).");
    private static readonly Key<ImmutableArray<Named<JsonReading.Json>>> s_qmp = Shape.Optional("qmp", Collections.Map(Scalars.CommandName, new JsonReading("what the command returns")), "With link: up or missed, what the VM answers to the questions put after a gap; default: what its events led to.");
    private static readonly Key<ImmutableArray<Named<ImmutableArray<int>>>> s_target = Shape.Optional("target", Collections.Map(Scalars.AnyText, TestReadings.TargetAnswers), "How targets answer from now on, by name: \"503,503,200\", the last for all further attempts; default: 200.");
    private static readonly Key<HoldSyntax> s_silence = Shape.Optional("silence", s_hold, "A silence is set: notifications are held.");
    private static readonly Key<HoldSyntax> s_maintenance = Shape.Optional("maintenance", s_hold, "A maintenance is set: commands and programs are held too.");
    private static readonly Key<ImmutableArray<Named<string>>> s_acknowledge = Shape.Optional("acknowledge", s_names, "The open alerts are acknowledged that fit: rule, alert, severity, vm, host or a label, and its value; all must fit. At least one does.");
    private static readonly Key<ImmutableArray<Named<string>>> s_resolve = Shape.Optional("resolve", s_names, "The open alerts are ended by hand that fit, as for acknowledge.");
    private static readonly Key<ImmutableArray<Named<ImmutableArray<CommandAnswer>>>> s_answers = Shape.Optional("answers", Collections.Map(Scalars.CommandName, AnswerShape.Reading), "How commands are answered from now on, by name; default: {return: {}}, and query-status tells the state.");
    private static readonly Key<ImmutableArray<Named<ProgramSyntax>>> s_exec = Shape.Optional("exec", Collections.Map(Scalars.AnyText, AnswerShape.Program), "How programs end from now on, by path; default: exit code 0.");
    private static readonly Key<TimeSpan> s_clock = Shape.Optional("clock", TestReadings.ClockStep, "The wall clock is set by this much.");

    public static Reading<InputSyntax> Reading { get; } = new ObjectReading<InputSyntax>(
        Shape.OneOf(s_event, s_engine, s_reload, s_link, s_target, s_silence, s_maintenance, s_acknowledge, s_resolve, s_answers, s_exec, s_clock)
            .Beside(s_data, [s_event], "only events have data")
            .Beside(s_downFor, [s_engine], "write engine: restart, down_for: 20s")
            .Beside(s_qmp, [s_link], "it says what the VM answers when its link is up again: link: up")
            .Beside(s_step, [s_vm], "it goes from one VM to the next: vm: \"vm{1..5}\", step: 10s")
            .Beside(s_vm, [s_event, s_link, s_answers], "leave it out"),
        f =>
    {
        if (!f.TryGet(s_at, out var at))
            at = TimeSpan.Zero;
        var data = f.Get(s_data);
        return new InputSyntax(f.Place, at, f.TryGet(s_vm, out var vm) ? vm : null, f.TryGet(s_step, out var step) ? step : null)
        {
            Event = f.TryGet(s_event, out var name) ? name : null,
            Data = data?.Node,
            Restarts = f.Get(s_engine) is not null,
            DownFor = f.GetOr(s_downFor, TimeSpan.Zero),
            Reload = f.TryGet(s_reload, out var reload) ? reload : null,
            Link = f.TryGet(s_link, out var link) ? link : null,
            Qmp = f.GetOr(s_qmp, []),
            Targets = f.GetOr(s_target, []),
            Silence = f.Get(s_silence),
            Maintenance = f.Get(s_maintenance),
            Acknowledge = f.TryGet(s_acknowledge, out var acknowledge) ? acknowledge : null,
            Resolve = f.TryGet(s_resolve, out var resolve) ? resolve : null,
            Answers = f.GetOr(s_answers, []),
            Programs = f.GetOr(s_exec, []),
            Clock = f.TryGet(s_clock, out var clock) ? clock : null,
        };
    });
}
