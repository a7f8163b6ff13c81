using System.Net;
using System.Net.Sockets;

namespace Reactor.Qmp.Tests.Addresses;

public sealed class NameLookupsTests : IDisposable
{
    private static readonly IPAddress[] s_addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    private readonly ManualResetEventSlim _answers = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly Lock _lock = new();
    private readonly List<string> _asked = [];
    private int _ofPool;

    private NameLookups Silent => new(host =>
    {
        lock (_lock)
        {
            _asked.Add(host);
            _ofPool += Thread.CurrentThread.IsThreadPoolThread ? 1 : 0;
        }

        _begun.Release();
        _answers.Wait();
        return s_addresses;
    });

    public void Dispose()
    {
        _answers.Set();
        _answers.Dispose();
        _begun.Dispose();
    }

    [Fact]
    public async Task Resolve_name_server_is_silent_no_thread_of_the_pool_waits_for_it()
    {
        var lookups = Silent;
        var waiting = Enumerable.Range(0, 20).Select(i => lookups.ResolveAsync($"dead{i}.example.net", CancellationToken.None)).ToList();

        await AskedAsync(20);

        Assert.Equal((20, 0), (_asked.Count, _ofPool));
        _answers.Set();
        Assert.All(await Task.WhenAll(waiting).Guarded(), addresses => Assert.Equal(s_addresses, addresses));
    }

    [Fact]
    public async Task Resolve_name_that_is_being_looked_up_is_not_looked_up_twice()
    {
        var lookups = Silent;
        var first = lookups.ResolveAsync("a.example.net", CancellationToken.None);
        var second = lookups.ResolveAsync("A.example.net", CancellationToken.None);
        _answers.Set();

        Assert.Same(await first.Guarded(), await second.Guarded());
        Assert.Equal(["a.example.net"], _asked);
        await lookups.ResolveAsync("a.example.net", CancellationToken.None).Guarded();
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Resolve_whoever_gives_up_waits_no_longer_and_others_hear_the_answer()
    {
        var lookups = Silent;
        using var gaveUp = new CancellationTokenSource();
        var first = lookups.ResolveAsync("a.example.net", gaveUp.Token);
        var second = lookups.ResolveAsync("a.example.net", CancellationToken.None);

        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Guarded());
        _answers.Set();
        Assert.Equal(s_addresses, await second.Guarded());
    }

    [Fact]
    public async Task Resolve_more_names_than_places_waits_for_one()
    {
        var lookups = Silent;
        var begun = Enumerable.Range(0, NameLookups.MostAtOnce).Select(i => lookups.ResolveAsync($"dead{i}.example.net", CancellationToken.None)).ToList();
        await AskedAsync(NameLookups.MostAtOnce);
        using var gaveUp = new CancellationTokenSource();
        var givenUp = lookups.ResolveAsync("late.example.net", gaveUp.Token);
        var late = lookups.ResolveAsync("late.example.net", CancellationToken.None);

        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.Guarded());
        Assert.Equal(NameLookups.MostAtOnce, _asked.Count);
        _answers.Set();
        Assert.Equal(s_addresses, await late.Guarded());
        await Task.WhenAll(begun).Guarded();
    }

    [Fact]
    public async Task Resolve_name_is_not_known_says_so_and_the_next_asks_anew()
    {
        var asked = 0;
        var lookups = new NameLookups(_ => asked++ == 0 ? throw new SocketException((int)SocketError.HostNotFound) : s_addresses);

        var error = await Assert.ThrowsAsync<SocketException>(() => lookups.ResolveAsync("a.example.net", CancellationToken.None).Guarded());

        Assert.Equal(SocketError.HostNotFound, error.SocketErrorCode);
        Assert.Equal(s_addresses, await lookups.ResolveAsync("a.example.net", CancellationToken.None).Guarded());
    }

    [Fact]
    public async Task Resolve_system_has_no_thread_more_says_so_and_the_next_asks_anew()
    {
        var begun = 0;
        var lookups = new NameLookups(_ => s_addresses, lookingUp =>
        {
            if (begun++ < NameLookups.MostAtOnce)
                throw new InsufficientMemoryException();
            lookingUp();
        });

        for (var i = 0; i < NameLookups.MostAtOnce; i++)
            await Assert.ThrowsAsync<SocketException>(() => lookups.ResolveAsync("a.example.net", CancellationToken.None).Guarded());

        Assert.Equal(s_addresses, await lookups.ResolveAsync("a.example.net", CancellationToken.None).Guarded());
    }

    [Fact]
    public async Task Connect_monitor_by_name_tries_each_of_its_addresses()
    {
        using var server = FakeQmpServer.OnTcp();
        var options = QmpConnectionOptions.Default with { Names = new NameLookups(_ => [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]) };
        var address = new TcpQmpAddress("db1.example.net", ((TcpQmpAddress)server.Address).Port);

        var connecting = QmpConnection.ConnectAsync(address, options, new RecordingSink(), CancellationToken.None);
        using var client = await server.AcceptAsync();
        await client.NegotiateAsync();
        await using var connection = await connecting.Guarded();

        Assert.Equal(address, connection.Address);
    }

    private async Task AskedAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await _begun.WaitAsync().Guarded();
    }
}
