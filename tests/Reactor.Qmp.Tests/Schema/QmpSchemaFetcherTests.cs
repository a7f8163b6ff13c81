namespace Reactor.Qmp.Tests.Schema;

public class QmpSchemaFetcherTests
{
    [Fact]
    public async Task Fetch_gives_the_answer_and_who_gave_it_and_hangs_up()
    {
        using var server = FakeQmpServer.OnUnix();
        var fetching = FetchAsync(server);
        using FakeQmpClient client = await AskedAsync(server, (c, id) => c.ReturnAsync(id, SmallSchema.Bare.ReplaceLineEndings(" ")));
        FetchedSchema fetched = await fetching.Guarded();
        Assert.Equal("7.2.22", fetched.Greeting.Version);
        Assert.Equal(["cont", "device_add", "vendor-format"], QmpSchemaReader.Read(fetched.Json, fetched.Greeting.Version).Commands.Names);
        Assert.True(await client.ReadEndAsync());
    }

    [Theory]
    [InlineData("CommandNotFound", "doesn't know query-qmp-schema, which came with 2.5")]
    [InlineData("GenericError", "refused query-qmp-schema: GenericError: not today")]
    public async Task Fetch_refused_says_by_whom_and_why(string @class, string message)
    {
        using var server = FakeQmpServer.OnUnix();
        var fetching = FetchAsync(server);
        using FakeQmpClient client = await AskedAsync(server, (c, id) => c.LineAsync($$"""{"error": {"class": "{{@class}}", "desc": "not today"}, "id": {{id}}}"""));
        var e = await Assert.ThrowsAsync<QmpSchemaException>(() => fetching.Guarded());
        Assert.Contains($"{server.Address}: QEMU 7.2.22 (Debian 1:7.2)", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.True(await client.ReadEndAsync());
    }

    [Fact]
    public async Task Fetch_occupied_monitor_says_so()
    {
        using var server = FakeQmpServer.OnUnix();
        var clock = new ManualClock();
        var options = new QmpConnectionOptions { TimeProvider = clock };
        var fetching = QmpSchemaFetcher.FetchAsync(server.Address, options, CancellationToken.None);
        using FakeQmpClient client = await server.AcceptAsync();
        await clock.ElapseAsync(options.GreetingTimeout);
        Assert.Equal(QmpFailure.Occupied, (await Assert.ThrowsAsync<QmpException>(() => fetching.Guarded())).Kind);
    }

    [Fact]
    public async Task Fetch_unanswered_times_out_and_hangs_up()
    {
        using var server = FakeQmpServer.OnUnix();
        var clock = new ManualClock();
        var options = new QmpConnectionOptions { TimeProvider = clock };
        var fetching = QmpSchemaFetcher.FetchAsync(server.Address, options, CancellationToken.None);
        using FakeQmpClient client = await AskedAsync(server, (_, _) => Task.CompletedTask);
        await clock.ElapseAsync(options.CommandTimeout);
        var e = await Assert.ThrowsAsync<QmpException>(() => fetching.Guarded());
        Assert.Equal(QmpFailure.CommandTimeout, e.Kind);
        Assert.Contains("query-qmp-schema", e.Message, StringComparison.Ordinal);
        Assert.True(await client.ReadEndAsync());
    }

    [Fact]
    public async Task Fetch_from_what_is_no_qemu_says_so()
    {
        using var server = FakeQmpServer.OnUnix();
        var fetching = FetchAsync(server);
        using FakeQmpClient client = await server.AcceptAsync();
        await client.SendAsync("SSH-2.0-OpenSSH_9.2\r\n");
        Assert.Equal(QmpFailure.NotQmp, (await Assert.ThrowsAsync<QmpException>(() => fetching.Guarded())).Kind);
    }

    private static Task<FetchedSchema> FetchAsync(FakeQmpServer server) => QmpSchemaFetcher.FetchAsync(server.Address, QmpConnectionOptions.Default, CancellationToken.None);

    private static async Task<FakeQmpClient> AskedAsync(FakeQmpServer server, Func<FakeQmpClient, string, Task> answer)
    {
        FakeQmpClient client = await server.AcceptAsync();
        await client.NegotiateAsync();
        var (command, id, _) = await client.ReadCommandAsync();
        Assert.Equal("query-qmp-schema", command);
        await answer(client, id);
        return client;
    }
}
