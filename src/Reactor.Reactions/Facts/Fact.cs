using System.Globalization;
using Reactor.Reactions.Json;
using Reactor.Reactions.Steps;

namespace Reactor.Reactions.Facts;

/// <summary>A label of the moment of a VM, as it is stored.</summary>
/// <param name="VmId">The VM's key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Until">When it ends by itself; null: when it is cleared.</param>
internal sealed record Fact(string VmId, string Name, string Value, DateTimeOffset? Until)
{
    /// <summary>The kind of its state row.</summary>
    public const string StateKind = "fact";

    private const int Version = 1;

    /// <summary>The key of its state row: the length tells where the VM's key ends, whatever is in it.</summary>
    public string Key => KeyOf(VmId, Name);

    public static string KeyOf(string vmId, string name) => string.Create(CultureInfo.InvariantCulture, $"{vmId.Length}:{vmId}/{name}");

    public ReadOnlyMemory<byte> Write() => JsonBytes.Versioned(Version, writer =>
    {
        writer.WriteString("vm"u8, VmId);
        writer.WriteString("name"u8, Name);
        writer.WriteString("value"u8, Value);
        if (Until is { } until)
        {
            writer.WriteString("until"u8, until);
        }
    });

    public static Fact Read(ReadOnlyMemory<byte> payload) => StoredJson.Read(payload, Version, "A stored fact", static root => new Fact(
        StoredJson.Text(root, "vm"),
        StoredJson.Text(root, "name"),
        StoredJson.Text(root, "value"),
        root.TryGetProperty("until"u8, out var until) ? until.GetDateTimeOffset() : null));
}
