using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Engine.Keys;

namespace Reactor.Rules.Engine;

/// <summary>
/// The key of a match: the VM, then the values of <c>by</c>. Strings, numbers, bools, times, spans and null only. Keys are equal when
/// their JSON is.
/// </summary>
public sealed class RuleKey : IEquatable<RuleKey>
{
    private string? _json;

    internal RuleKey(string? vmId, ImmutableArray<KeyValuePair<string, CelValue>> parts, ImmutableArray<string> labelNames)
    {
        VmId = vmId;
        Parts = parts;
        LabelNames = labelNames;
    }

    /// <summary>The VM's key; null in keys of fleet rules.</summary>
    public string? VmId { get; }

    /// <summary>The values of <c>by</c>, in order. A string of more than 512 UTF-16 units is its beginning and a hash of the whole.</summary>
    public ImmutableArray<KeyValuePair<string, CelValue>> Parts { get; }

    /// <summary>Names of the parts that are labels of alerts.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>A key without parts beyond the VM.</summary>
    /// <param name="vmId">The VM's key.</param>
    public static RuleKey OfVm(string? vmId) => new(vmId, [], []);

    /// <summary>A key made by hand; nothing in it is a label.</summary>
    /// <param name="vmId">The VM's key.</param>
    /// <param name="parts">Names and scalar values.</param>
    public static RuleKey Of(string vmId, params (string Name, CelValue Value)[] parts) =>
        new(vmId, [.. parts.Select(p => KeyValuePair.Create(p.Name, p.Value))], []);

    /// <summary>A fleet rule's key; its names are labels.</summary>
    /// <param name="parts">Names and scalar values.</param>
    public static RuleKey OfFleet(params (string Name, CelValue Value)[] parts) =>
        new(null, [.. parts.Select(p => KeyValuePair.Create(p.Name, p.Value))], [.. parts.Select(p => p.Name)]);

    /// <summary>Reads a key's JSON: <c>Parse(k.ToJson())</c> equals <c>k</c>.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <param name="labelNames">Names of the parts that are labels: JSON doesn't tell. None by default.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static RuleKey Parse(string json, IEnumerable<string>? labelNames = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return KeyParser.Parse(json, [.. labelNames ?? []]);
    }

    /// <summary>One JSON object in one spelling: the VM first, under <c>vm</c> (unless it is a fleet rule's key), then the parts in order. Ids are made from it.</summary>
    public string ToJson() => _json ??= KeyJson.Of(VmId, Parts);

    /// <summary>Labels of alerts from the key: names and values as text.</summary>
    public IEnumerable<KeyValuePair<string, string>> Labels =>
        Parts.Where(p => LabelNames.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, p.Value.ToString()));

    /// <inheritdoc/>
    public bool Equals(RuleKey? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RuleKey);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToJson());

    /// <inheritdoc/>
    public override string ToString() => ToJson();
}
