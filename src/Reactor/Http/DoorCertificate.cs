using System.Net.Security;
using System.Security.Authentication;
using Reactor.Qmp;

namespace Reactor.Http;

/// <summary>The certificate of the HTTP door, read for each connection, so that a renewed one needs no restart.</summary>
internal sealed partial class DoorCertificate(ILogger logger)
{
    private int _isTold;

    /// <summary>Reads it.</summary>
    /// <exception cref="AuthenticationException">It can't be used: the connection ends. That is told once, however many connect, until it can be.</exception>
    public SslServerAuthenticationOptions Read(TlsFiles files)
    {
        try
        {
            var options = files.LoadServer();
            Interlocked.Exchange(ref _isTold, 0);
            return options;
        }
        catch (InvalidDataException e)
        {
            if (Interlocked.Exchange(ref _isTold, 1) == 0)
            {
                Unusable(logger, e.Message);
            }
            throw new AuthenticationException(e.Message, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Nobody can reach the HTTP door: {Problem}")]
    private static partial void Unusable(ILogger logger, string problem);
}
