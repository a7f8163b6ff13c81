using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Reactions.Recovery;

/// <summary>
/// Disks whose error stopped the VM. QEMU keeps that until the VM is let run again; of disks without a name of their own (<c>-blockdev</c> with
/// <c>-device</c>) it keeps it for ever. So one that the VM ran on after is <em>past</em>: that QEMU still has it says nothing.
/// </summary>
internal sealed class BlockAspect : Aspect
{
    /// <summary>The event of an error.</summary>
    public const string IoError = "BLOCK_IO_ERROR";

    private const string Failure = "QUORUM_FAILURE";

    private const string Past = "past";

    public override string Name => "disks";

    public override ImmutableArray<string> Commands { get; } = ["query-block"];

    public override ImmutableArray<string> Events { get; } = [IoError, Failure];

    public override bool IsLevel => true;

    public override ImmutableSortedDictionary<string, string> Read(
        JsonElement answer, ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> beforeGap)
    {
        var disks = None.ToBuilder();
        foreach (var disk in Elements(answer))
        {
            if (Text(disk, "io-status") is not ("failed" or "nospace"))
            {
                continue;
            }

            var inserted = Member(disk, "inserted");
            var (device, node, qdev) = (Text(disk, "device"), Text(inserted, "node-name"), Text(disk, "qdev"));
            var key = KeyOf(device, node, qdev);
            if (before.TryGetValue(key, out var known) && IsPast(known))
            {
                disks[key] = known;
                continue;
            }

            var entry = new JsonObject();
            Add(entry, "qom-path", qdev);
            Add(entry, "device", device);
            Add(entry, "node-name", node);
            entry["nospace"] = Text(disk, "io-status") == "nospace";
            if (Text(inserted, "drv") == "quorum")
            {
                entry["quorum"] = true;
            }

            disks[key] = entry.ToJsonString();
        }

        return disks.ToImmutable();
    }

    public override ImmutableSortedDictionary<string, string> After(ImmutableSortedDictionary<string, string> before, string name, JsonElement data) => name switch
    {
        "RESUME" when !before.Values.All(IsPast) => before.ToImmutableSortedDictionary(disk => disk.Key, disk => AsPast(disk.Value), before.KeyComparer),
        IoError when Text(data, "action") == "stop" => before.SetItem(
            KeyOf(Text(data, "device"), Text(data, "node-name"), Text(data, "qom-path")), Pick(data, "qom-path", "device", "node-name", "nospace").ToJsonString()),
        _ => before,
    };

    public override IEnumerable<(string Name, JsonObject Data, string Before)> Between(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        foreach (var (key, entry) in after)
        {
            if (before.ContainsKey(key) || IsPast(entry))
            {
                continue;
            }

            var disk = Parse(entry);
            if (disk.Remove("quorum"))
            {
                // What fails of a quorum is its vote.
                yield return (Failure, new JsonObject { ["reference"] = key }, "");
            }

            disk["action"] = "stop";
            yield return (IoError, disk, "");
        }
    }

    public override IEnumerable<string> Levels(ImmutableSortedDictionary<string, string> entries) => entries.Where(disk => !IsPast(disk.Value)).Select(disk => Error(disk.Key));

    public override IEnumerable<string> LevelsOf(string name, JsonElement data) =>
        name == Failure && Text(data, "reference") is { } quorum ? [Error(quorum)] : base.LevelsOf(name, data);

    // Always written first, and by nobody else.
    private static bool IsPast(string entry) => entry.StartsWith("{\"past\":true", StringComparison.Ordinal);

    private static string AsPast(string entry)
    {
        if (IsPast(entry))
        {
            return entry;
        }

        var disk = Parse(entry);
        disk.Insert(0, Past, true);
        return disk.ToJsonString();
    }

    private static string Error(string key) => $"{key}=error";

    private static string KeyOf(string? device, string? node, string? path) => device is { Length: > 0 } ? device : node is { Length: > 0 } ? node : path ?? "";

    private static void Add(JsonObject entry, string name, string? value)
    {
        if (value is not null)
        {
            entry[name] = value;
        }
    }
}
