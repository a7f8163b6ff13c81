using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Reactor.Api;
using Reactor.CommandLine;
using Reactor.Rules.Loading;
using Reactor.Running;

namespace Reactor.Tests.Api;

/// <summary>The real daemon without VMs, asked over its control socket.</summary>
public sealed class ControlApiTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private ReactorHost _host = null!;
    private HttpClient _client = null!;

    private string Socket => _folder.File("reactor.sock");

    public async Task InitializeAsync()
    {
        _folder.Write("reactor.yaml", "version: 1\nvms: [{name: absent, qmp: \"unix:/nowhere/vm.qmp\"}]\n");
        _host = await ReactorHost.StartAsync(Load(), HostSettings.Quiet, CancellationToken.None);
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { BaseAddress = new Uri("http://reactor") };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Vms_are_listed_with_their_connection()
    {
        var vm = Assert.Single(JsonNode.Parse(await _client.GetStringAsync("/v1/vms"))!.AsArray())!;

        Assert.Equal("absent", (string?)vm["name"]);
        Assert.Equal("unix:/nowhere/vm.qmp", (string?)vm["address"]);
    }

    [Theory]
    [InlineData("/v1/events?limit=0")]
    [InlineData("/v1/events?limit=100000")]
    [InlineData("/v1/events?since=soon")]
    [InlineData("/v1/events?colour=red")]
    [InlineData("/v1/alerts?state=sleeping")]
    public async Task Query_bad_parameter_is_refused_with_the_reason(string path)
    {
        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]);
    }

    [Fact]
    public async Task Query_unknown_path_is_not_found()
    {
        using var response = await _client.GetAsync("/v1/secrets");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public void Socket_is_open_to_owner_and_group_alone() =>
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(Socket));

    [Fact]
    public async Task Start_second_daemon_on_the_same_store_is_refused()
    {
        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => ReactorHost.StartAsync(Load(), HostSettings.Quiet, CancellationToken.None));

        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
        Assert.True(ControlSocket.IsAnswered(Socket), "the first daemon lost its socket");
    }

    private LoadResult Load() => ReactorLoader.Load(_folder.Path, new DiskSourceFiles());
}
