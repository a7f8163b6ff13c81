using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>The lines of docs/connecting.md, as they stand there but for paths and ports, on a real QEMU.</summary>
public sealed partial class ConnectingTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    private static readonly string Text = File.ReadAllText(Path.Combine(Checkout.Root, "docs/connecting.md"));

    private static readonly string[] QemuLines = [.. Fences("sh").Where(text => text.StartsWith("qemu-system-", StringComparison.Ordinal))];

    private static readonly string[] Configurations = [.. Fences("yaml")];

    [QemuTheory]
    [InlineData(0, 0, "web1")] // Listed.
    [InlineData(0, 1, "web1")] // Discovered.
    [InlineData(1, 2, "web1")] // Dialling in.
    [InlineData(2, 3, "db1")] // TLS.
    public async Task Lines_for_plain_qemu_bring_the_vm_live(int line, int configuration, string vm)
    {
        using var workspace = new Workspace();
        using var authority = new TestCertificates();
        authority.WriteServer(workspace.Path("pki"), "db1.example.net");
        authority.WriteCa(workspace.Path("ca.pem"));
        authority.WriteClient(workspace.Path("client.pem"), workspace.Path("client.key"));
        var port = FreePort();
        string Here(string text) => text
            .Replace("/run/vms", workspace.Path("."), StringComparison.Ordinal)
            .Replace("/run/reactor", workspace.Path("."), StringComparison.Ordinal)
            .Replace("/etc/qemu/pki", workspace.Path("pki"), StringComparison.Ordinal)
            .Replace("host=0.0.0.0", "host=127.0.0.1", StringComparison.Ordinal)
            .Replace("db1.example.net", "127.0.0.1", StringComparison.Ordinal)
            .Replace("4444", port, StringComparison.Ordinal)
            .Replace("tls: {", "tls: {server_name: db1.example.net, ", StringComparison.Ordinal)
            .Replace(", allow_uids: [0, 64055]", "", StringComparison.Ordinal); // The user that runs the test.
        var settings = Here(Configurations[configuration])["version: 1\n".Length..];
        workspace.Write(settings, listed: false);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        var arguments = Arguments(Here(QemuLines[line]));

        await using var qemu = await QemuProcess.StartAsync(
            arguments[0], [.. arguments[1..], "-nodefaults", "-no-user-config", "-display", "none", "-accel", "tcg", "-S"], workspace.Path("."));

        await reactor.LoggedAsync($"VM {vm} is live");
        await reactor.StopsWellAsync();
    }

    [Fact]
    public void Libvirt_is_given_the_monitor_that_plain_qemu_has()
    {
        var arguments = LibvirtArgument().Matches(string.Join('\n', Fences("xml"))).Select(match => match.Groups[1].Value).ToArray();

        Assert.Equal(
            [
                "-chardev", "socket,id=reactor,path=/run/vms/web1.qmp,server=on,wait=off", "-mon", "chardev=reactor,mode=control",
                "socket,id=reactor,path=/run/reactor/dial-in.sock,server=off,reconnect=1",
            ],
            arguments);
        Assert.Contains("unix:/run/vms/web1.qmp,server=on,wait=off", QemuLines[0], StringComparison.Ordinal);
        Assert.Contains("unix:/run/reactor/dial-in.sock,server=off,reconnect=1", QemuLines[1], StringComparison.Ordinal);
    }

    private static string[] Arguments(string line) =>
        [.. line.Replace("\\\n", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(word => word != "...")];

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Fences(string language) =>
        Fence().Matches(Text).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value);

    [GeneratedRegex("^```([a-z]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("<qemu:arg value='([^']*)'/>")]
    private static partial Regex LibvirtArgument();
}
