using Reactor.Qmp;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// HTTP clients: one for targets that are reached as the system does it, and one for each set of files of TLS. When a file changes, the
/// next attempt has a client of the new ones; the old client ends with the last attempt that uses it.
/// </summary>
internal sealed class HttpClients(WebhookConnector connector) : IDisposable
{
    /// <summary>Time for a connection.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private const int MaxHeaderKilobytes = 32;

    private static readonly TimeSpan s_drainTimeout = TimeSpan.FromSeconds(1);

    // Sets of files that reloads left behind go, the longest unused first.
    private const int MostClients = 64;

    private readonly Lock _gate = new();
    private readonly Client _plain = new(Handler(connector), "");
    private readonly Dictionary<TlsFiles, Client> _byFiles = [];
    private long _uses;

    /// <summary>A client, until it is disposed of.</summary>
    /// <exception cref="InvalidDataException">A file of TLS can't be used.</exception>
    public Lease Rent(TlsFiles? files)
    {
        if (files is null)
            return Take(_plain);
        var stamp = files.Stamp();
        lock (_gate)
        {
            if (_byFiles.TryGetValue(files, out var known))
            {
                if (known.Stamp == stamp)
                    return Take(known);
                Retire(files, known);
            }

            var handler = Handler(connector);
            handler.SslOptions = files.Load("");
            // The host of each request, then.
            handler.SslOptions.TargetHost = null;
            var made = new Client(handler, stamp);
            if (_byFiles.Count == MostClients)
            {
                var (oldest, unused) = _byFiles.MinBy(c => c.Value.LastUse);
                Retire(oldest, unused);
            }

            _byFiles.Add(files, made);
            return Take(made);
        }
    }

    public void Dispose()
    {
        _plain.Invoker.Dispose();
        foreach (var client in _byFiles.Values)
            client.Invoker.Dispose();
    }

    private Lease Take(Client client)
    {
        lock (_gate)
        {
            client.Users++;
            client.LastUse = ++_uses;
        }

        return new Lease(this, client);
    }

    private void Retire(TlsFiles files, Client client)
    {
        _byFiles.Remove(files);
        client.IsRetired = true;
        if (client.Users == 0)
            client.Invoker.Dispose();
    }

    private void Return(Client client)
    {
        lock (_gate)
        {
            client.Users--;
            if (client is { IsRetired: true, Users: 0 })
                client.Invoker.Dispose();
        }
    }

    private static SocketsHttpHandler Handler(WebhookConnector connector) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTimeout,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        // What is left of an answer is not worth waiting for: its connection is closed.
        MaxResponseDrainSize = WebhookSender.MaxAnswerBytes,
        ResponseDrainTimeout = s_drainTimeout,
        // So that a changed DNS entry is taken up.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, ct) => connector.ConnectAsync(context.DnsEndPoint, ct),
    };

    /// <summary>The use of a client.</summary>
    internal readonly struct Lease(HttpClients owner, Client client) : IDisposable
    {
        public HttpMessageInvoker Invoker => client.Invoker;

        public void Dispose() => owner.Return(client);
    }

    internal sealed class Client(HttpMessageHandler handler, string stamp)
    {
        public HttpMessageInvoker Invoker { get; } = new(handler);

        public string Stamp => stamp;

        public int Users { get; set; }

        public long LastUse { get; set; }

        public bool IsRetired { get; set; }
    }
}
