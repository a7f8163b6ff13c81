using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Reactor.Demo.Lab;

/// <summary>
/// Plays the guest's processor through QEMU's qtest protocol (docs/devel/testing/qtest): port writes such as
/// <c>outb 0x505 0x1</c>, each answered <c>OK</c>.
/// </summary>
internal sealed class QTestClient(Socket socket, TimeProvider time) : IDisposable
{
    private const int LongestLine = 4096;

    private readonly LineReader _lines = new(socket, LongestLine);
    private readonly SemaphoreSlim _turn = new(1);
    private bool _broken;

    /// <summary>Writes a byte to an I/O port.</summary>
    public Task OutByteAsync(ushort port, byte value, CancellationToken cancellationToken) => OutAsync("outb", port, value, cancellationToken);

    /// <summary>Writes 16 bits to an I/O port.</summary>
    public Task OutWordAsync(ushort port, ushort value, CancellationToken cancellationToken) => OutAsync("outw", port, value, cancellationToken);

    /// <summary>Writes 32 bits to an I/O port.</summary>
    public Task OutLongAsync(ushort port, uint value, CancellationToken cancellationToken) => OutAsync("outl", port, value, cancellationToken);

    /// <summary>Sends one line, returns what follows <c>OK</c> in the answer (empty for writes).</summary>
    /// <exception cref="LabException">QEMU answered something else, hung up, or did not answer.</exception>
    public async Task<string> SendAsync(string command, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_broken)
                throw new LabException($"qtest '{command}': an earlier command was given up, answers can no longer be told apart.");
            _broken = true;
            var answer = await HangGuard.RunAsync($"qtest '{command}'", time, ct => ExchangeAsync(command, ct), cancellationToken).ConfigureAwait(false);
            _broken = false;
            return answer == "OK" || answer.StartsWith("OK ", StringComparison.Ordinal)
                ? answer[2..].Trim()
                : throw new LabException($"qtest '{command}' was answered '{answer}'.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        _turn.Dispose();
    }

    private async Task OutAsync(string command, ushort port, uint value, CancellationToken cancellationToken) =>
        await SendAsync(string.Create(CultureInfo.InvariantCulture, $"{command} 0x{port:x} 0x{value:x}"), cancellationToken).ConfigureAwait(false);

    private async Task<string> ExchangeAsync(string command, CancellationToken cancellationToken)
    {
        await socket.SendAllAsync(Encoding.ASCII.GetBytes(command + "\n"), cancellationToken).ConfigureAwait(false);
        var line = await _lines.ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new LabException($"qtest '{command}': QEMU hung up.");
        return Encoding.ASCII.GetString(line.Span);
    }
}
