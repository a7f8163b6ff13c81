using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Steps;

/// <summary>The guard against real processes that try to get away.</summary>
public sealed class ExecGuardTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _mark = $"{new Random().NextInt64():x16}.1";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sleep 1000 & echo $! > $PIDS.new; wait_for_it", "a child")]
    [InlineData("setsid sleep 1000 & echo $! > $PIDS.new; wait_for_it", "one with a session of its own")]
    [InlineData("(setsid sleep 1000 & echo $! > $PIDS.new); wait_for_it", "one that left its session, and whose parent is gone")]
    [InlineData("env -i sleep 1000 & echo $! > $PIDS.new; wait_for_it", "one without an environment")]
    [InlineData("(env -i sleep 1000 & echo $! > $PIDS.new); wait_for_it", "one without an environment, whose parent is gone")]
    public async Task Program_is_killed_with_all_that_it_started_when_the_pipe_ends(string script, string what)
    {
        using var program = Start(script.Replace("wait_for_it", "echo $$ >> $PIDS.new; mv $PIDS.new $PIDS; exec sleep 1000", StringComparison.Ordinal));
        var pids = await PidsAsync();

        var killed = ExecGuard.Run(Pipe($"+{_mark}\n"));

        Assert.True(killed >= 2, $"{killed} of {what}");
        foreach (var pid in pids)
            await Until(() => IsGone(pid));
    }

    [Fact]
    public async Task What_a_program_left_running_when_it_ended_is_left_alone()
    {
        using var program = Start("sleep 1000 & echo $! > $PIDS.new; mv $PIDS.new $PIDS");
        var left = Assert.Single(await PidsAsync());
        await program.WaitForExitAsync().Guarded();

        Assert.Equal(0, ExecGuard.Run(Pipe($"+{_mark}\n-{_mark}\n")));

        Assert.False(IsGone(left));
        Assert.True(ExecGuard.Run(Pipe($"+{_mark}\n")) >= 1);
        await Until(() => IsGone(left));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+\n-\n\n?x\n+abc")]
    [InlineData("+none.7\n")]
    public void Nothing_that_is_not_named_is_killed(string lines) => Assert.Equal(0, ExecGuard.Run(Pipe(lines)));

    private static MemoryStream Pipe(string lines) => new(Encoding.UTF8.GetBytes(lines));

    private Process Start(string script)
    {
        var info = new ProcessStartInfo("/usr/bin/setsid") { UseShellExecute = false };
        foreach (var argument in (string[])["/bin/sh", "-c", script])
            info.ArgumentList.Add(argument);
        info.Environment[ProgramMark.Variable] = _mark;
        info.Environment["PIDS"] = _folder.File("pids");
        return Process.Start(info)!;
    }

    private async Task<string[]> PidsAsync()
    {
        await Until(() => File.Exists(_folder.File("pids")));
        return await File.ReadAllLinesAsync(_folder.File("pids"));
    }

    private static bool IsGone(string pid)
    {
        var stat = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid.Trim()}/stat");
        try
        {
            return File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Guard.Limit);
        while (!condition())
            await Task.Delay(5, limit.Token);
    }
}
