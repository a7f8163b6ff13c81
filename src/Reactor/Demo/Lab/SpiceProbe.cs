using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Reactor.Demo.Lab;

/// <summary>The smallest SPICE client: the link phase of the main channel (spice-protocol, protocol.h), no ticket.</summary>
internal static class SpiceProbe
{
    private const uint MajorVersion = 2;
    private const uint MinorVersion = 2;
    private const byte MainChannel = 1;
    private const uint LinkMessageBytes = 18;
    private const uint AuthenticationBySpice = 1;
    private const int HeaderBytes = 16;
    private const int PublicKeyBytes = 162;
    private const int LongestReply = 4096;

    // AUTH_SELECTION, AUTH_SPICE, MINI_HEADER.
    private const uint CommonCapabilities = 0b1011;

    private static ReadOnlySpan<byte> Magic => "REDQ"u8;

    /// <summary>
    /// Opens a session on the main channel: <c>SPICE_CONNECTED</c>, then <c>SPICE_INITIALIZED</c>;
    /// disposing it gives <c>SPICE_DISCONNECTED</c>.
    /// </summary>
    public static Task<ConsoleSession> OpenAsync(IPEndPoint server, TimeProvider time, CancellationToken cancellationToken) =>
        ConsoleSession.OpenAsync("SPICE", server, LinkAsync, time, cancellationToken);

    private static async Task LinkAsync(Socket socket, CancellationToken cancellationToken)
    {
        await socket.SendAllAsync(LinkMessage(), cancellationToken).ConfigureAwait(false);
        var header = await socket.ReceiveExactlyAsync(HeaderBytes, cancellationToken).ConfigureAwait(false);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12));
        if (!header.AsSpan(0, 4).SequenceEqual(Magic) || size is < 4 + PublicKeyBytes or > LongestReply)
            throw new LabException($"No SPICE server: its reply begins {Convert.ToHexString(header)}.");
        var reply = await socket.ReceiveExactlyAsync((int)size, cancellationToken).ConfigureAwait(false);
        Refuse(BinaryPrimitives.ReadUInt32LittleEndian(reply), "link");

        await socket.SendAllAsync(UInt32(AuthenticationBySpice), cancellationToken).ConfigureAwait(false);
        await socket.SendAllAsync(EncryptEmptyPassword(reply.AsSpan(4, PublicKeyBytes)), cancellationToken).ConfigureAwait(false);
        Refuse(BinaryPrimitives.ReadUInt32LittleEndian(await socket.ReceiveExactlyAsync(4, cancellationToken).ConfigureAwait(false)), "ticket");
    }

    private static byte[] LinkMessage()
    {
        const int capabilityWords = 2;
        var message = new byte[HeaderBytes + LinkMessageBytes + 4 * capabilityWords];
        Magic.CopyTo(message);
        Put(4, MajorVersion);
        Put(8, MinorVersion);
        Put(12, (uint)(message.Length - HeaderBytes));
        Put(16, 0); // connection id: a new session
        message[20] = MainChannel;
        message[21] = 0; // channel id
        Put(22, 1); // words of common capabilities
        Put(26, 1); // words of channel capabilities
        Put(30, LinkMessageBytes); // where they begin
        Put(34, CommonCapabilities);
        Put(38, 0);
        return message;

        void Put(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(at), value);
    }

    // A password goes with its closing NUL; an empty one is that NUL alone.
    private static byte[] EncryptEmptyPassword(ReadOnlySpan<byte> publicKey)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(publicKey, out _);
        return rsa.Encrypt([0], RSAEncryptionPadding.OaepSHA1);
    }

    private static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static void Refuse(uint error, string step)
    {
        if (error != 0)
            throw new LabException($"The SPICE server refused the {step} (error {error}).");
    }
}
