using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Reactor.Qmp;

/// <summary>
/// Where a QMP monitor is: <c>unix:/path/to/socket</c> or <c>tcp:host:port</c> (<c>tcp:[::1]:4444</c> for IPv6), as in QEMU's
/// <c>-qmp</c> option without its settings. <see cref="object.ToString"/> gives the same text back.
/// </summary>
public abstract record QmpAddress
{
    /// <summary>Longest path of a unix socket in bytes: <c>sun_path</c> holds 108 with its terminating NUL (unix(7)).</summary>
    public const int MaxUnixPathBytes = 107;

    private const string UnixPrefix = "unix:";
    private const string TcpPrefix = "tcp:";

    private protected QmpAddress()
    {
    }

    /// <summary>Reads an address; <paramref name="error"/> says for people what is wrong with it and what would be right.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out QmpAddress? address, [NotNullWhen(false)] out string? error)
    {
        (address, error) = Parse(text ?? "");
        return address is not null;
    }

    private static (QmpAddress?, string?) Parse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
            return ParseUnix(text[UnixPrefix.Length..]);
        if (text.StartsWith(TcpPrefix, StringComparison.Ordinal))
            return ParseTcp(text[TcpPrefix.Length..]);
        if (text.StartsWith('/'))
            return (null, $"QMP address '{text}' has no kind: write 'unix:{text}'");
        return (null, $"QMP address '{text}' is neither 'unix:/path/to/socket' nor 'tcp:host:port'");
    }

    private static (QmpAddress?, string?) ParseUnix(string path)
    {
        return UnixPathError(path) is { } error ? (null, error) : (new UnixQmpAddress(path), null);
    }

    /// <summary>What is wrong with a socket's path, or null.</summary>
    internal static string? UnixPathError(string path)
    {
        if (path.Length == 0)
            return "QMP address 'unix:' names no path: write 'unix:/path/to/socket'";
        if (path.Contains('\0'))
            return "the path of a QMP socket holds a NUL character";
        int bytes = Encoding.UTF8.GetByteCount(path);
        return bytes > MaxUnixPathBytes
            ? $"the path of QMP socket '{path}' has {bytes} bytes; the system allows {MaxUnixPathBytes}: put the socket at a shorter path"
            : null;
    }

    private static (QmpAddress?, string?) ParseTcp(string rest)
    {
        string whole = TcpPrefix + rest;
        if (rest.Contains(',') || rest.Any(char.IsWhiteSpace))
            return (null, $"QMP address '{whole}': write 'tcp:host:port' alone, without QEMU's settings (',server=on' and the like) and without spaces");

        int colon = rest.LastIndexOf(':');
        if (colon < 0)
            return (null, $"QMP address '{whole}' has no port: write 'tcp:host:port'");

        string host = rest[..colon];
        string port = rest[(colon + 1)..];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
            if (!System.Net.IPAddress.TryParse(host, out var ip) || ip.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
                return (null, $"QMP address '{whole}': '{host}' is no IPv6 address");
        }
        else if (host.Contains(':') || host.Contains('[') || host.Contains(']'))
        {
            return (null, $"QMP address '{whole}': write an IPv6 address in brackets, 'tcp:[::1]:4444'");
        }

        if (host.Length == 0)
            return (null, $"QMP address '{whole}' names no host: write 'tcp:127.0.0.1:{port}' for this machine");
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65535)
            return (null, $"QMP address '{whole}': port '{port}' is not a number from 1 to 65535");
        return (new TcpQmpAddress(host, number), null);
    }
}

/// <summary>A monitor on a unix socket (<c>-qmp unix:PATH,server=on,wait=off</c>).</summary>
/// <param name="Path">The socket's path, at most <see cref="QmpAddress.MaxUnixPathBytes"/> bytes.</param>
public sealed record UnixQmpAddress(string Path) : QmpAddress
{
    /// <summary>Whether there can be a monitor at a path: anybody could connect to it.</summary>
    /// <param name="path">The path.</param>
    public static bool CanBe(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return UnixPathError(path) is null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"unix:{Path}";
}

/// <summary>A monitor on a TCP port (<c>-qmp tcp:HOST:PORT,server=on,wait=off</c>).</summary>
/// <param name="Host">Name, IPv4 or IPv6 address, the latter without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record TcpQmpAddress(string Host, int Port) : QmpAddress
{
    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':') ? $"tcp:[{Host}]:{Port}" : $"tcp:{Host}:{Port}";
}
