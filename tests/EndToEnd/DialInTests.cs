using System.Net.Sockets;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>VMs that dial Reactor, as QEMU does with <c>server=off,reconnect=1</c>.</summary>
public sealed class DialInTests
{
    private const string Uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    private const string Rules = """
        version: 1
        rules:
          - name: panicked
            when: {event: GUEST_PANICKED}
            then: [{log: {message: "panic of {{ vm.name }}, {{ vm.id }}."}}]
          - name: conflict
            when: {event: VM_CONFLICT}
            then: [{log: {message: "conflict of {{ vm.name }}: {{ data.kind }} {{ data.value }} is of {{ data.other }}."}}]
        """;

    [QemuFact]
    public async Task Vm_dials_in_goes_on_over_a_kill_of_the_daemon_and_is_forgotten_once_its_process_is_gone()
    {
        using var workspace = Listening("");
        await using var guest = await StartAsync(workspace, "guest");
        await using (var first = await ReactorProcess.StartAsync(workspace))
        {
            await first.LoggedAsync("VM guest is live");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(workspace.Path("in.sock")));
            var vm = Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"));
            Assert.Equal(("guest", "dialled_in", Uuid), ((string?)vm["name"], (string?)vm["source"], (string?)vm["id"]));
            await first.KillAsync();
        }

        Assert.True(File.Exists(workspace.Path("in.sock")));
        await using var second = await ReactorProcess.StartAsync(workspace);
        await second.LoggedAsync("VM guest is live");
        await guest.PanicAsync(HangGuard);
        await second.LoggedAsync($"panic of guest, {Uuid}.");

        await guest.KillAsync();
        await second.LoggedAsync("VM guest is forgotten");
        await second.StopsWellAsync();
        Assert.False(File.Exists(workspace.Path("in.sock")));
    }

    [QemuFact]
    public async Task Second_process_with_the_uuid_of_one_that_lives_is_another_vm_and_one_after_its_end_is_the_same()
    {
        using var workspace = Listening(", forget_after: 1h");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await using var original = await StartAsync(workspace, "original");
        await reactor.LoggedAsync("VM original is live");

        await using var clone = await StartAsync(workspace, "clone");
        await reactor.LoggedAsync($"conflict of clone: uuid {Uuid} is of original.");
        await clone.PanicAsync(HangGuard);
        await reactor.LoggedAsync("panic of clone, clone.");
        await original.KillAsync();
        await reactor.LoggedAsync("VM original is not connected");
        await using var again = await StartAsync(workspace, "original");
        await again.PanicAsync(HangGuard);

        await reactor.LoggedAsync($"panic of original, {Uuid}.");
        Assert.Equal(2, (await ReactorProcess.RowsAsync(workspace, "vms")).Count);
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Caller_of_another_user_is_refused_until_a_reload_lets_it_in()
    {
        using var workspace = Listening(", allow_uids: [2000000000]");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await using var guest = await StartAsync(workspace, "guest");
        await reactor.LoggedAsync("is not among its allow_uids");
        Assert.Empty(await ReactorProcess.RowsAsync(workspace, "vms"));

        workspace.Write(Listen(workspace, ""));

        await reactor.LoggedAsync("VM guest is live");
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Callers_that_are_refused_while_they_start_go_on()
    {
        const int Guests = 12;
        using var workspace = Listening(", allow_uids: [2000000000]");
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        var guests = await Task.WhenAll(Enumerable.Range(0, Guests).Select(at => StartAsync(workspace, $"guest{at}")));

        try
        {
            // Each has been refused by then, and most again: they call once a second.
            while (await RefusedAsync(workspace) < 3 * Guests)
            {
                HangGuard.ThrowIfCancellationRequested();
            }

            Assert.All(guests, guest => Assert.False(guest.Process.Exited.IsCompleted, $"{guest.Name} ended: {guest.Process.Output}"));
        }
        finally
        {
            foreach (var guest in guests)
            {
                await guest.DisposeAsync();
            }
        }

        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Caller_that_says_nothing_is_ended_and_a_socket_that_somebody_serves_is_left_alone()
    {
        using var workspace = Listening("");
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        using var mute = await DialAsync(workspace.Path("in.sock"));

        Assert.Equal(0, await mute.ReceiveAsync(new byte[1], HangGuard));
        await reactor.LoggedAsync("it could not be told who calls");

        using var others = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        others.Bind(new UnixDomainSocketEndPoint(workspace.Path("others.sock")));
        others.Listen();
        workspace.Write(Listen(workspace, "").Replace("in.sock", "others.sock", StringComparison.Ordinal));
        await reactor.LoggedAsync("another process serves");
        await reactor.StopsWellAsync();
    }

    /// <summary>A socket is there before anybody listens.</summary>
    private static async Task<Socket> DialAsync(string path)
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), HangGuard);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }
    }

    private static async Task<long> RefusedAsync(Workspace workspace) =>
        (long)Assert.Single(await ReactorProcess.RowsAsync(workspace, "status"))["dial_in"]!["refused"]!;

    private static Workspace Listening(string more)
    {
        var workspace = new Workspace().Rules("rules", Rules);
        return workspace.Write(Listen(workspace, more.Length == 0 ? ", forget_after: 1s" : more));
    }

    private static string Listen(Workspace workspace, string more) => $$"""listen: [{qmp: "unix:{{workspace.Path("in.sock")}}"{{more}}}]""";

    private static Task<LabGuest> StartAsync(Workspace workspace, string name) => LabGuest.StartAsync(
        LabGuestOptions.Minimal(name) with
        {
            Uuid = Guid.Parse(Uuid),
            ExtraArguments = ["-chardev", $"socket,id=in,path={workspace.Path("in.sock")},server=off,reconnect=1", "-mon", "chardev=in,mode=control"],
        },
        HangGuard);
}
