using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Reactor.Qmp.Tests;

/// <summary>One accepted client of <see cref="FakeQmpServer"/>, seen from the server.</summary>
internal sealed class FakeQmpClient : IDisposable
{
    public const string Greeting =
        """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}, "capabilities": ["oob"]}}""";

    private readonly Stream _stream;
    private readonly StreamReader _reader;

    public FakeQmpClient(Socket socket)
        : this(new NetworkStream(socket, ownsSocket: true))
    {
    }

    public FakeQmpClient(Stream stream)
    {
        _stream = stream;
        _reader = new StreamReader(_stream);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask().Guarded();

    public Task LineAsync(string json) => SendAsync(json + "\r\n");

    /// <summary>The next command; blank lines are skipped as QEMU does.</summary>
    public async Task<(string Command, string Id, string Json)> ReadCommandAsync()
    {
        while (true)
        {
            string? line = await _reader.ReadLineAsync().Guarded() ?? throw new EndOfStreamException();
            if (line.Length == 0)
                continue;
            using var document = JsonDocument.Parse(line);
            return (document.RootElement.GetProperty("execute").GetString()!, document.RootElement.GetProperty("id").GetRawText(), line);
        }
    }

    /// <summary>Waits for the other side to close.</summary>
    public async Task<bool> ReadEndAsync()
    {
        try
        {
            return await _reader.ReadLineAsync().Guarded() is null;
        }
        catch (IOException)
        {
            return true; // Reset: it closed with our bytes unread.
        }
    }

    /// <summary>One byte of whatever arrives.</summary>
    public Task ReadByteAsync() => _stream.ReadExactlyAsync(new byte[1]).AsTask().Guarded();

    public Task ReturnAsync(string id, string json = "{}") => LineAsync($$"""{"return": {{json}}, "id": {{id}}}""");

    public async Task NegotiateAsync()
    {
        await LineAsync(Greeting);
        var (command, id, _) = await ReadCommandAsync();
        Assert.Equal("qmp_capabilities", command);
        await ReturnAsync(id);
    }

    public void Dispose() => _stream.Dispose();
}
