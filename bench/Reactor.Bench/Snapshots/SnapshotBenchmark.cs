using System.Globalization;
using System.Text.Json;
using Reactor.Bench.Patterns;
using Reactor.Rules.Engine;

namespace Reactor.Bench.Snapshots;

/// <summary>What an engine's state takes to write and to read back.</summary>
internal sealed class SnapshotBenchmark : IBenchmark
{
    private static readonly int[] s_sizes = [10_000, 100_000];
    private readonly List<string> _sizes = [];

    public string Name => "snapshot";

    public string Subject => "the state of one rule written and read back; the baselines write and read the same JSON without an engine";

    public string Target => "at most five times the baselines, and in proportion to the keys";

    public IEnumerable<Measured> Measurements(bool isQuick)
    {
        foreach (var kind in new[] { Kind.Count, Kind.Absence })
        {
            foreach (var size in isQuick ? s_sizes[..1] : s_sizes)
            {
                foreach (var measured in Of(kind, size))
                    yield return measured;
            }
        }
    }

    public IEnumerable<string> Findings(IReadOnlyDictionary<string, Figure> figures) => _sizes;

    private IEnumerable<Measured> Of(Kind kind, int size)
    {
        var (engine, events, output) = (kind.Engine(), new KeyedEvents(size), new EngineOutput());
        for (var i = 0; i < size; i++)
            engine.Process(events.Next(), output);
        var snapshot = engine.Snapshot();
        var other = kind.Engine();
        other.Restore(snapshot);
        if (!other.Snapshot().Span.SequenceEqual(snapshot.Span) || other.Counters.Single().Value.Keys != size)
            throw new InvalidOperationException($"{kind.Name} was not restored.");
        _sizes.Add(string.Create(CultureInfo.InvariantCulture, $"{kind.Name}, {size:N0} keys: {snapshot.Length / 1e6:F2} MB, {(double)snapshot.Length / size:F0} bytes for a key"));

        var title = $"{kind.Name}, {size:N0} keys";
        yield return new($"{title}: JSON read", count => Repeat(count, () => Read(snapshot)));
        yield return new($"{title}: restored", count => Repeat(count, () => Restored(other, snapshot)), $"{title}: JSON read");
        using var document = JsonDocument.Parse(snapshot);
        yield return new($"{title}: JSON written", count => Repeat(count, () => Write(document)));
        yield return new($"{title}: snapshot", count => Repeat(count, () => engine.Snapshot().Length), $"{title}: JSON written");
    }

    private static long Restored(RuleEngine engine, ReadOnlyMemory<byte> snapshot)
    {
        engine.Restore(snapshot);
        return 1;
    }

    private static long Read(ReadOnlyMemory<byte> snapshot)
    {
        using var document = JsonDocument.Parse(snapshot);
        return document.RootElement.GetProperty("version").GetInt64();
    }

    private static long Write(JsonDocument document)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        document.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenCount;
    }

    private static long Repeat(int count, Func<long> work)
    {
        long done = 0;
        for (var i = 0; i < count; i++)
            done += work();
        return done;
    }
}
