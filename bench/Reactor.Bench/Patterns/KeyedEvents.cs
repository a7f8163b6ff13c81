using System.Collections.Immutable;
using System.Text;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Patterns;

/// <summary>
/// Events of so many keys (a VM and a device of it), each key as often as any other, each event 1 ms after the one before: made anew, as they come
/// from a socket, since patterns keep them. Even rounds over all keys read, odd ones write; the reason goes round 16 texts.
/// </summary>
/// <param name="keys">How many.</param>
/// <param name="devicesOfVm">How many of them are of one VM: half of what a rule may hold of it, unless told otherwise.</param>
internal sealed class KeyedEvents(int keys, int devicesOfVm = 5_000)
{
    // Coprime to every number of keys here, so that it goes over all of them, and not in the order in which they lie in memory.
    private const long Stride = 48_271;

    private static readonly byte[] s_read = Data("read");
    private static readonly byte[] s_write = Data("write");
    private static readonly int s_deviceAt = s_read.AsSpan().IndexOf("00000"u8);

    private readonly VmView[] _vms = [.. Enumerable.Range(0, ((keys - 1) / devicesOfVm) + 1).Select(VmOf)];
    private long _made;

    public SeenEvent Next()
    {
        var key = (int)(_made * Stride % keys);
        var round = _made / keys;
        var data = (round % 2 == 0 ? s_read : s_write).AsSpan().ToArray();
        Put(data, s_deviceAt + 4, key % devicesOfVm);
        // Before the closing quote and brace; the device comes before the operation, whose length differs.
        Put(data, data.Length - 3, (int)(round % 16));
        _made++;
        var at = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero).AddMilliseconds(_made);
        return new(_vms[key / devicesOfVm], new VmEvent { Id = "0f1c-1-77", Name = "BLOCK_IO_ERROR", Data = data, At = at });
    }

    private static byte[] Data(string operation) => Encoding.UTF8.GetBytes(
        $$"""{"qom-path": "/machine/peripheral/virtio1", "device": "drive00000", "node-name": "#block123", "operation": "{{operation}}", "action": "stop", "nospace": true, "reason": "ENOSPC 00"}""");

    private static void Put(byte[] data, int last, int number)
    {
        for (; number > 0; number /= 10)
            data[last--] = (byte)('0' + (number % 10));
    }

    private static VmView VmOf(int number) => new()
    {
        Id = $"0f1c-{number}", Name = $"db-{number}", Host = "h1", Status = "running",
        Labels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("env", "prod"),
    };
}
