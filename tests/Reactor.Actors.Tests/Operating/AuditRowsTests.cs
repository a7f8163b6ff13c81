using Reactor.Actors.Clocks;
using Reactor.Actors.Operating;
using Reactor.Store;

namespace Reactor.Actors.Tests.Operating;

public sealed class AuditRowsTests
{
    [Fact]
    public void Rows_are_numbered_without_gaps_whatever_else_needs_a_name()
    {
        var rows = new AuditRows(7, new EngineClock(TimeProvider.System, null));
        var who = new Operator(1000, 42);

        var first = rows.Begun(who, "reload").Id;
        var acts = new[] { rows.NextAct(), rows.NextAct() };
        var second = rows.Done(who, "silence add").Id;

        Assert.Equal(("op_7.1", "op_7.2"), (first, second));
        Assert.Equal(["act_7.1", "act_7.2"], acts);
    }
}
