using System.Text.RegularExpressions;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using EndToEnd.Peers;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>A monitor on TCP with TLS and client certificates, as QEMU does it.</summary>
public sealed partial class TlsTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    [QemuFact]
    public async Task Vm_behind_tls_is_heard_once_the_certificates_are_right_without_a_restart()
    {
        using var authority = new TestCertificates();
        using var stranger = new TestCertificates();
        using var workspace = new Workspace();
        authority.WriteServer(workspace.Path("pki"), "vm.example.net");
        authority.WriteCa(workspace.Path("ca.pem"));
        stranger.WriteClient(workspace.Path("client.pem"), workspace.Path("client.key"));
        await using var guest = await StartAsync(workspace);
        workspace.Rules("panic", "version: 1\nrules: [{name: panicked, when: {event: GUEST_PANICKED}, then: [{log: {message: 'panic of {{ vm.name }}.'}}]}]")
            .Write($$"""
            vms:
              - name: behind
                qmp: "tcp:127.0.0.1:{{await PortAsync(guest)}}"
                tls: {ca_file: ca.pem, cert_file: client.pem, key_file: client.key, server_name: vm.example.net}
            """, listed: false);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("VM behind is not connected");

        authority.WriteClient(workspace.Path("client.pem"), workspace.Path("client.key"));
        await reactor.LoggedAsync("VM behind is live");
        await guest.PanicAsync(HangGuard);

        await reactor.LoggedAsync("panic of behind.");
        await reactor.StopsWellAsync();
    }

    [QemuFact]
    public async Task Server_of_another_name_is_not_trusted()
    {
        using var authority = new TestCertificates();
        using var workspace = new Workspace();
        authority.WriteServer(workspace.Path("pki"), "another.example.net");
        authority.WriteCa(workspace.Path("ca.pem"));
        authority.WriteClient(workspace.Path("client.pem"), workspace.Path("client.key"));
        await using var guest = await StartAsync(workspace);
        workspace.Write($$"""
            vms:
              - {name: behind, qmp: "tcp:127.0.0.1:{{await PortAsync(guest)}}", tls: {ca_file: ca.pem, cert_file: client.pem, key_file: client.key, server_name: vm.example.net} }
            """, listed: false);
        var check = await ReactorProcess.RunAsync(workspace, "check", workspace.Config);
        Assert.DoesNotContain("behind", check.Output, StringComparison.Ordinal);
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        await reactor.LoggedAsync("RemoteCertificateNameMismatch");
        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Check_tells_of_files_that_are_missing_with_their_places()
    {
        using var workspace = new Workspace();
        workspace.Write("""
            vms:
              - {name: behind, qmp: "tcp:127.0.0.1:4444", tls: {ca_file: ca.pem, cert_file: client.pem, key_file: client.key}}
            """, listed: false);

        var check = await ReactorProcess.RunAsync(workspace, "check", workspace.Config);

        Assert.Equal(3, Regex.Count(check.Output, @"reactor\.yaml:\d+:\d+: warning: there is no such file"));
    }

    private static Task<LabGuest> StartAsync(Workspace workspace) => LabGuest.StartAsync(
        LabGuestOptions.Minimal("guest") with
        {
            ExtraArguments =
            [
                "-object", $"tls-creds-x509,id=tls0,dir={workspace.Path("pki")},endpoint=server,verify-peer=on",
                "-chardev", "socket,id=secure,host=127.0.0.1,port=0,server=on,wait=off,tls-creds=tls0", "-mon", "chardev=secure,mode=control",
            ],
        },
        HangGuard);

    private static async Task<string> PortAsync(LabGuest guest) =>
        Port().Match((await guest.ExecuteAsync("query-chardev", null, HangGuard)).GetRawText()).Groups[1].Value;

    [GeneratedRegex(@"tcp:127\.0\.0\.1:(\d+)")]
    private static partial Regex Port();
}
