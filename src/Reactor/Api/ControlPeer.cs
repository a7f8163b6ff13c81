using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Reactor.Qmp;

namespace Reactor.Api;

/// <summary>Who asks on the control socket, as the kernel tells.</summary>
internal static class ControlPeer
{
    /// <summary>The process and its user; null where the kernel doesn't tell.</summary>
    public static QmpPeer? Of(HttpContext context)
    {
        try
        {
            return context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket ? QmpPeer.Of(socket) : null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already; who it was is then not known.
            return null;
        }
    }
}
