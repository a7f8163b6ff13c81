using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Reactor.CommandLine;

namespace Reactor.Http;

/// <summary>Opens the HTTP door.</summary>
internal static class HttpListener
{
    /// <summary>Connections at once: programs that ask, and browsers that are told of events as they come.</summary>
    public const int MostConnections = 256;

    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(10);

    /// <summary>Adds it, where there is to be one.</summary>
    public static void Listen(KestrelServerOptions options, HttpDoor door)
    {
        if (door.Configuration is not { } configuration)
        {
            return;
        }
        options.Listen(configuration.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            door.Connections.On(listen);
            LastAnswers.On(listen);
            if (configuration.Tls is not null)
            {
                var certificate = new DoorCertificate(options.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor.Http"));
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    HandshakeTimeout = s_handshake,
                    OnConnection = _ => ValueTask.FromResult(certificate.Read(door.Configuration!.Tls!)),
                });
            }
        });
    }

    /// <summary>Looks whether it can be opened, before anything else begins.</summary>
    /// <exception cref="CommandFailedException">It can't.</exception>
    public static void Try(HttpDoor door)
    {
        if (door.Configuration is not { } configuration)
        {
            return;
        }
        try
        {
            using var socket = new Socket(configuration.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As the server's own: one that has just ended leaves connections behind that hold nothing.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(configuration.Listen);
            socket.Listen();
        }
        catch (SocketException failure)
        {
            throw new CommandFailedException(
                $"the HTTP door {configuration.Listen} cannot be opened: {failure.Message}. Name another port under http.listen, or end what has it (ss -ltnp tells)");
        }
    }

    /// <summary>Where it listens, of the addresses of the server; null where it is the control socket alone.</summary>
    public static IPEndPoint? AddressOf(ICollection<string> urls) =>
        urls.Select(url => BindingAddress.Parse(url)).FirstOrDefault(address => !address.IsUnixPipe) is { } tcp
            ? new IPEndPoint(IPAddress.Parse(tcp.Host.Trim('[', ']')), tcp.Port)
            : null;
}
