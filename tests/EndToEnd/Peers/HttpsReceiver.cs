using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EndToEnd.Peers;

/// <summary>An HTTPS server that asks each client for a certificate, takes any, and says whose it was.</summary>
internal sealed class HttpsReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Channel<string> _clients = Channel.CreateUnbounded<string>();

    private HttpsReceiver(WebApplication server) => _server = server;

    public int Port => new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<HttpsReceiver> StartAsync(X509Certificate2 certificate, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            });
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var receiver = new HttpsReceiver(builder.Build());
        receiver._server.Run(context =>
        {
            receiver._clients.Writer.TryWrite(context.Connection.ClientCertificate!.Subject);
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        await receiver._server.StartAsync(ct);
        return receiver;
    }

    /// <summary>The subject of the next request's certificate.</summary>
    public async Task<string> NextClientAsync(CancellationToken ct) => await _clients.Reader.ReadAsync(ct);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // Signals are the test runner's.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
