using System.Text;
using FsCheck;
using FsCheck.Xunit;

namespace Reactor.Qmp.Tests.Connection;

/// <summary>However a byte stream is split into reads, the same comes out of it.</summary>
public class SplitProperties
{
    private static readonly QmpConnectionOptions s_options = new() { MaxMessageBytes = 300, MaxDepth = 8, TimeProvider = new ManualClock() };

    private static readonly string[] s_pieces =
    [
        FakeQmpClient.Greeting,
        """{"event": "STOP"}""",
        """{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "BALLOON_CHANGE", "data": {"actual": 18446744073709551615}}""",
        "{\r\n    \"event\": \"ACPI_DEVICE_OST\",\r\n    \"data\": {\r\n        \"slot\": \"0\", \"source\": 3\r\n    }\r\n}",
        """{"event": "QUORUM_FAILURE", "data": {"sector-count": 5, "reference": "}]\"\\{["}}""",
        """{"event": "V\u00e9NDOR_é😀", "data": {"x": "\ud83d\ude00"}}""",
        """{"return": {}, "id": "r-1"}""",
        """{"return": {}}""",
        """{"error": {"class": "GenericError", "desc": "no"}}""",
        """{"event": "VM_GAP"}""",
        """{"a": [[[[[[[]]]]]]]}""",
        """{"a": [[[[[[[[]]]]]]]]}""",
        "{\"event\": \"LONG\", \"data\": {\"x\": \"" + new string('y', 280) + "\"}}",
        "{\"event\": \"FITS\", \"data\": {\"x\": \"" + new string('y', 250) + "\"}}",
        "\r\n",
        "\n \t",
    ];

    [Property(MaxTest = 300)]
    public void Any_split_gives_the_same_events_and_the_same_end(byte[] picks, PositiveInt[] sizes)
    {
        byte[] stream = Compose(picks);
        Assert.Equal(Read(stream, []), Read(stream, Sizes(sizes)));
    }

    [Property(MaxTest = 300)]
    public void Any_split_of_a_damaged_stream_gives_the_same_events_and_the_same_end(byte[] picks, PositiveInt[] sizes, NonNegativeInt at, byte value)
    {
        byte[] stream = Compose([.. picks, 1, 2, 3]);
        stream[at.Get % stream.Length] = value;
        Assert.Equal(Read(stream, []), Read(stream, Sizes(sizes)));
    }

    [Property(MaxTest = 300)]
    public void Any_bytes_end_the_connection_with_a_reason(byte[] bytes, PositiveInt[] sizes)
    {
        string end = Read(bytes, Sizes(sizes)).End;
        Assert.Contains("unix:/test", end, StringComparison.Ordinal);
    }

    [Fact]
    public void Byte_by_byte_gives_the_same_as_at_once()
    {
        byte[] stream = Compose([.. Enumerable.Range(0, 8).Select(i => (byte)i)]);
        var whole = Read(stream, []);
        Assert.Equal(whole, Read(stream, [1]));
        Assert.Equal(5, whole.Events.Split('\n').Length);
        Assert.StartsWith("EndOfStream", whole.End, StringComparison.Ordinal);
    }

    private static byte[] Compose(byte[] picks) => [.. picks.SelectMany(p => Encoding.UTF8.GetBytes(s_pieces[p % s_pieces.Length]))];

    private static int[] Sizes(PositiveInt[] sizes) => [.. sizes.Select(s => s.Get)];

    private static (string Events, string End, long Ordinal, long Ignored, long Reserved) Read(byte[] bytes, int[] sizes)
    {
        var sink = new RecordingSink();
        var loop = new MessageLoop(new ChunkedStream(bytes, sizes), new UnixQmpAddress("/test"), s_options, sink, new CommandTable(8, 64));
        loop.Start();
        QmpClosed closed = loop.Completion.Guarded().GetAwaiter().GetResult();
        // How much of a bad message had arrived, and so its excerpt, does depend on the split.
        string end = closed.Reason == QmpCloseReason.EndOfStream ? $"{closed.Reason} {closed.Message}" : $"{closed.Reason} {closed.Message[..10]}";
        var counts = loop.Statistics;
        return (string.Join('\n', sink.Events.Select(e => $"{e.Ordinal} {e.Timestamp} {e}")), end, counts.EventsReceived, counts.MessagesIgnored, counts.EventsReserved);
    }
}
