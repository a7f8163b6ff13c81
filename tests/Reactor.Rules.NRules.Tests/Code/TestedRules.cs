using NRules.Fluent.Dsl;
using NRules.RuleModel;
using Reactor.Rules.NRules.Code;

// Rules in C#, right and wrong: a plug-in's classes are public, and so are these.
#pragma warning disable CA1034, CS1591

namespace Reactor.Rules.NRules.Tests.Code;

public static class TestedRules
{
    /// <summary>All that a rule may hand, of each event.</summary>
    [CodeRule("all", "STOP", SendsTo = ["oncall"], AlertsTo = ["oncall"])]
    [CodeRecord("stops", "vm", "n", "none")]
    public sealed class All : OfEachEvent
    {
        protected override void React(IReactions reactions, QmpEvent of)
        {
            reactions.Alert(of, $"{of.Vm.Name} {of.Name}");
            reactions.Send(of, "oncall", "text");
            reactions.Record(of, "stops", ("vm", of.Vm.Name), ("n", 7L));
        }
    }

    [CodeRule("throws", "STOP")]
    public sealed class Throws : OfEachEvent
    {
        protected override void React(IReactions reactions, QmpEvent of) => throw new InvalidOperationException("mine");
    }

    [CodeRule("alerts-twice", "STOP")]
    public sealed class AlertsTwice : OfEachEvent
    {
        protected override void React(IReactions reactions, QmpEvent of)
        {
            reactions.Alert(of, "one");
            reactions.Alert(of, "two");
        }
    }

    [CodeRule("no event", "STOP")]
    public sealed class BadName : OfEachEvent;

    [CodeRule("no-event")]
    public sealed class NoEvent : OfEachEvent;

    [CodeRule("unknown-event", "STOPP")]
    public sealed class UnknownEvent : OfEachEvent;

    [CodeRule("bad-key", "STOP", By = ["vm.nmae"])]
    public sealed class BadKey : OfEachEvent;

    [CodeRule("bad-span", "STOP", Within = "ten minutes")]
    public sealed class BadSpan : OfEachEvent;

    [CodeRule("bad-wait", "STOP", AlertWait = "a while")]
    public sealed class BadWait : OfEachEvent;

    [CodeRule("bad-target", "STOP", SendsTo = ["a\"b"])]
    public sealed class BadTarget : OfEachEvent;

    [CodeRule("bad-define", "STOP")]
    public sealed class BadDefine : Rule
    {
        public override void Define() => throw new NotSupportedException("mine");
    }

    [CodeRule("told", "STOP")]
    public sealed class Told : OfEachEvent;

    [CodeRule("inhibited", "STOP", By = ["host.name"], AlertWait = "2m")]
    public sealed class Inhibited : OfEachEvent;

    [CodeRule("muted", "STOP", MutedIn = ["mornings"])]
    public sealed class Muted : OfEachEvent;

    [CodeRule("limited", "STOP", OncePer = "10m", SendsTo = ["oncall"])]
    public sealed class Limited : OfEachEvent
    {
        protected override void React(IReactions reactions, QmpEvent of) => reactions.Send(of, "oncall", "stopped");
    }

    [CodeRule("shadowed", "STOP", Mode = Model.RuleMode.Shadow)]
    public sealed class Shadowed : OfEachEvent;

    [CodeRule("expiring", "STOP", AlertExpires = "1h")]
    public sealed class Expiring : OfEachEvent;

    /// <summary>Fires for ever.</summary>
    [CodeRule("in-circles", "STOP")]
    public sealed class InCircles : Rule
    {
        public override void Define()
        {
            VmState vm = null!;
            When().Match(() => vm);
            Then().Do(context => context.Update(vm));
        }
    }

    public abstract class OfEachEvent : Rule
    {
        public override void Define()
        {
            QmpEvent of = null!;
            IReactions reactions = null!;
            Dependency().Resolve(() => reactions);
            When().Match(() => of);
            Then().Do(_ => React(reactions, of));
        }

        protected virtual void React(IReactions reactions, QmpEvent of) => reactions.Alert(of, "x");
    }
}
