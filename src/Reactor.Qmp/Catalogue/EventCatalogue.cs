using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reactor.Qmp;

/// <summary>The events there are: QEMU's (of one release, or of one VM) and Reactor's own. Names are compared exactly.</summary>
public sealed class EventCatalogue
{
    /// <summary>Longest event name that is looked up; QEMU's longest has 30 characters.</summary>
    private const int MaxNameBytes = 128;

    private static readonly Lazy<EventCatalogue> s_default = new(() => EventCatalogueReader.ReadEmbedded());

    private readonly FrozenDictionary<string, EventSchema> _byName;
    private readonly FrozenDictionary<string, EventSchema>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    internal EventCatalogue(string qemuVersion, IReadOnlyList<EventSchema> events)
    {
        QemuVersion = qemuVersion;
        All = events;
        Names = [.. events.Select(e => e.Name)];
        _byName = events.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
        _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The events of QEMU 10.2, those removed from earlier releases, and Reactor's own.</summary>
    public static EventCatalogue Default => s_default.Value;

    /// <summary>
    /// Names of events that change what is known of a VM's state: always wanted, whatever the rules are.
    /// </summary>
    public static IReadOnlySet<string> StateBearing { get; } = new[]
    {
        "STOP", "RESUME", "RESET", "SHUTDOWN", "SUSPEND", "SUSPEND_DISK", "WAKEUP", "GUEST_PANICKED", "GUEST_CRASHLOADED",
        "WATCHDOG", "BLOCK_IO_ERROR", "MIGRATION",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Names of Reactor's own, which QEMU can't emit: an event of such a name from the wire is dropped and counted.
    /// </summary>
    public static IReadOnlySet<string> Reserved { get; } = new[]
    {
        "VM_CONNECTED", "VM_GAP", "VM_LOST", "VM_SILENT", "VM_ANSWERS", "VM_OCCUPIED", "VM_CONFLICT", "VM_FLOOD",
    }.ToFrozenSet(StringComparer.Ordinal);

    internal static bool IsReserved(ReadOnlySpan<byte> utf8Name) =>
        utf8Name.StartsWith("VM_"u8) && Reserved.Contains(Encoding.UTF8.GetString(utf8Name));

    /// <summary>The QEMU release that the schema was taken from, such as <c>10.2.2</c>; empty when it isn't known.</summary>
    public string QemuVersion { get; }

    /// <summary>Every event.</summary>
    public IReadOnlyList<EventSchema> All { get; }

    /// <summary>Every event's name.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The event of this name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out EventSchema? schema) => _byName.TryGetValue(name, out schema);

    /// <summary>The catalogue's own string for a UTF-8 name, without allocating; null for a name it doesn't have.</summary>
    public string? TryIntern(ReadOnlySpan<byte> utf8Name)
    {
        if (utf8Name.Length > MaxNameBytes)
            return null;
        Span<char> chars = stackalloc char[MaxNameBytes];
        return Encoding.UTF8.TryGetChars(utf8Name, chars, out int length) && _bySpan.TryGetValue(chars[..length], out var schema)
            ? schema.Name
            : null;
    }

    /// <summary>Events whose name matches a glob: <c>*</c> is any text, <c>?</c> one character. Empty when none does.</summary>
    public IReadOnlyList<EventSchema> MatchGlob(string glob)
    {
        ArgumentNullException.ThrowIfNull(glob);
        return [.. All.Where(e => Glob.IsMatch(glob, e.Name))];
    }

    /// <summary>A name or a glob as QEMU spells names, in capitals and with <c>_</c>; null where that means no event either.</summary>
    public string? Spelled(string glob)
    {
        ArgumentNullException.ThrowIfNull(glob);
        string spelled = glob.ToUpperInvariant().Replace('-', '_');
        return MatchGlob(spelled).Count > 0 ? spelled : null;
    }

    /// <summary>The name that was probably meant, or null when none is near.</summary>
    public string? Nearest(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return NearestName.Find(name, Names);
    }
}
