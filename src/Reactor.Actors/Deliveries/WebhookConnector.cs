using System.Net;
using System.Net.Sockets;

namespace Reactor.Actors.Deliveries;

/// <summary>Opens a webhook's socket. The check of the address stands here, after the name was resolved: a name can't get around it.</summary>
internal sealed class WebhookConnector(Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal) ? [literal] : await resolve(endPoint.Host, ct).ConfigureAwait(false);
        var allowed = Array.FindAll(addresses, address => !RefusedAddresses.Contains(address));
        if (allowed.Length == 0)
        {
            throw new RefusedAddressException(addresses.Length == 0
                ? $"{endPoint.Host} has no address"
                : $"{endPoint.Host} is {addresses[0]}: addresses that are link-local, metadata services, multicast or none at all are refused");
        }

        for (var i = 0; ; i++)
        {
            var socket = new Socket(allowed[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed[i], endPoint.Port, ct).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < allowed.Length)
            {
                // The next address may answer; the last one's error is thrown.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}

/// <summary>A webhook's name leads nowhere it may go.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);
