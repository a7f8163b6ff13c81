using System.Net.Sockets;
using Reactor.CommandLine;
using Reactor.Demo.Lab;
using Reactor.Qmp;

namespace Reactor.Tests.CommandLine;

/// <summary><c>reactor check --schema-from</c>.</summary>
public sealed class CheckSchemaFromTests
{
    private const string Rules = """
        version: 1
        rules:
          - name: r
            when: {event: EVENT}
            then: [{log: {message: x}}]
        """;

    private const string SmallSchema = """
        {"return": [{"name": "0", "meta-type": "object", "members": []}, {"name": "STOP", "meta-type": "event", "arg-type": "0"}]}
        """;

    [QemuFact]
    public async Task Check_against_the_socket_of_a_real_qemu_and_against_its_saved_answer_agree()
    {
        using var folder = new TestFolder();
        var old = folder.Write("old.yaml", Rules.Replace("EVENT", "STOP", StringComparison.Ordinal).Replace("name: r", "name: s", StringComparison.Ordinal));
        await using var guest = await LabGuest.StartAsync(
            new LabGuestOptions { Name = "q", StartPaused = true, Dimm = false, Balloon = false, Quorum = false, Vnc = false, Spice = false }, CancellationToken.None);
        var fetched = await QmpSchemaFetcher.FetchAsync(new UnixQmpAddress(guest.QmpSocketPath), QmpConnectionOptions.Default, CancellationToken.None);
        var schema = QmpSchemaReader.Read(fetched.Json, fetched.Greeting.Version);

        // What this QEMU lacks differs with its age: one that is too young for it, or one that it has no more.
        var absent = EventCatalogue.Default.All.First(e => !schema.Events.TryGet(e.Name, out _)).Name;
        var young = folder.Write("young.yaml", Rules.Replace("EVENT", absent, StringComparison.Ordinal));
        var greeting = $"{{\"QMP\": {{\"version\": {{\"qemu\": {{\"micro\": {fetched.Greeting.Micro}, \"minor\": {fetched.Greeting.Minor}, \"major\": {fetched.Greeting.Major}}}}}}}}}";
        var saved = folder.Write("schema.json", $"{greeting}\n{{\"return\": {System.Text.Encoding.UTF8.GetString(fetched.Json.Span)}}}\n");

        foreach (var source in (string[])[guest.QmpSocketPath, $"unix:{guest.QmpSocketPath}", saved])
        {
            var terminal = new TestTerminal();
            Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("check", young, old, "--schema-from", source));
            Assert.Contains($"{absent} is not in this VM's QEMU ({fetched.Greeting.Version})", terminal.Out, StringComparison.Ordinal);
            Assert.Contains($"2 files: 1 error, no warnings (for a VM with QEMU {fetched.Greeting.Version})", terminal.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Check_against_a_file_knows_only_what_it_has()
    {
        using var folder = new TestFolder();
        var schema = folder.Write("schema.json", SmallSchema);
        var good = folder.Write("a.yaml", Rules.Replace("EVENT", "STOP", StringComparison.Ordinal));
        var bad = folder.Write("b.yaml", Rules.Replace("EVENT", "RESUME", StringComparison.Ordinal));

        var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("check", good, "--schema-from", schema));
        Assert.Contains("1 rule: no errors, no warnings (for one VM's QEMU)", terminal.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("check", bad, "--schema-from", schema));
        Assert.Contains("RESUME is not in this VM's QEMU", terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/schema.json", "there is no /nowhere/schema.json")]
    [InlineData("/", "/ is a folder")]
    [InlineData("unix:/nowhere/q.sock", "unix:/nowhere/q.sock")]
    [InlineData("unix:", "names no path")]
    [InlineData("tcp:localhost", "has no port")]
    [InlineData("@empty", "the schema is empty")]
    [InlineData("@text", "not well-formed JSON")]
    [InlineData("@other", "there is no answer to query-qmp-schema in it")]
    [InlineData("@bytes", "not UTF-8")]
    [InlineData("@socket", "nobody listens on this socket")]
    public async Task Check_without_a_schema_to_be_had_says_why_and_checks_nothing(string source, string expected)
    {
        using var folder = new TestFolder();
        folder.Write("empty", "");
        folder.Write("text", "version: 1");
        folder.Write("other", "{\"return\": {}}");
        File.WriteAllBytes(folder.File("bytes"), [(byte)'"', 0xff, (byte)'"']);
        using var deaf = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        deaf.Bind(new UnixDomainSocketEndPoint(folder.File("socket")));
        var rules = folder.Write("a.yaml", Rules.Replace("EVENT", "STOP", StringComparison.Ordinal));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("check", rules, "--schema-from", source.StartsWith('@') ? folder.File(source[1..]) : source));
        Assert.Contains(expected, terminal.Error, StringComparison.Ordinal);
        Assert.StartsWith("reactor: --schema-from: ", terminal.Error, StringComparison.Ordinal);
        Assert.Equal("", terminal.Out);
    }

    [Fact]
    public async Task Check_socket_that_greets_with_something_else_is_refused_as_no_monitor()
    {
        using var folder = new TestFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder.File("s")));
        listener.Listen(1);
        var peer = Task.Run(async () =>
        {
            using var accepted = await listener.AcceptAsync();
            await accepted.SendAsync("220 mail.example.net ESMTP\r\n"u8.ToArray());
        });
        var rules = folder.Write("a.yaml", Rules.Replace("EVENT", "STOP", StringComparison.Ordinal));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("check", rules, "--schema-from", folder.File("s")));
        await peer;
        Assert.Contains(folder.File("s"), terminal.Error, StringComparison.Ordinal);
    }
}
