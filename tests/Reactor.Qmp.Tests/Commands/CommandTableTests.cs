using System.Text;
using Reactor.Measuring;

namespace Reactor.Qmp.Tests.Commands;

public class CommandTableTests
{
    private readonly CommandTable _table = new(8, 64);

    [Fact]
    public void Commands_are_in_flight_each_is_taken_by_its_id_in_any_order()
    {
        PendingCommand[] commands = [.. Enumerable.Range(0, 8).Select(_ => Enter())];
        Assert.False(_table.TryEnter("more", out _));

        foreach (var at in (int[])[3, 7, 0, 1, 6, 2, 5, 4])
        {
            Assert.True(_table.TryTake(IdOf(commands[at].Id), out var taken));
            Assert.Same(commands[at], taken);
            Assert.False(_table.TryTake(IdOf(commands[at].Id), out _));
        }

        Assert.Equal(0, _table.InFlight);
        Assert.True(_table.TryEnter("more", out _));
    }

    [Fact]
    public void Connection_ends_every_command_in_flight_fails()
    {
        PendingCommand[] commands = [.. Enumerable.Range(0, 3).Select(_ => Enter())];

        _table.Close(new QmpClosed(QmpCloseReason.EndOfStream, "gone"));

        Assert.All(commands, command => Assert.True(command.Reply.IsFaulted));
        Assert.Equal(0, _table.InFlight);
        Assert.Throws<QmpException>(() => _table.TryEnter("more", out _));
    }

    [Fact]
    public void Command_is_written_and_answered_little_is_made_besides_its_line()
    {
        const int Commands = 1000;
        byte[][] ids = [.. Enumerable.Range(1, Allocated.Times * Commands).Select(id => IdOf((ulong)id))];
        void Run(byte[] id)
        {
            var command = Enter();
            Assert.True(CommandText.Write(command, default).Length is > 0 and <= 64);
            Assert.True(_table.TryTake(id, out _));
        }

        var made = Allocated.By(time =>
        {
            foreach (var id in ids.AsSpan(time * Commands, Commands))
                Run(id);
        });

        Assert.InRange(made / Commands, 0, 300);
    }

    private PendingCommand Enter()
    {
        Assert.True(_table.TryEnter("query-status", out var command));
        return command;
    }

    private static byte[] IdOf(ulong id) => Encoding.UTF8.GetBytes($"\"r-{id}\"");
}
