using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Reactor.Qmp;

/// <summary>The commands there are. Names are compared exactly.</summary>
public sealed class CommandCatalogue
{
    private static readonly Lazy<CommandCatalogue> s_default = new(() => CommandCatalogueReader.ReadEmbedded());

    private readonly FrozenDictionary<string, CommandSchema> _byName;

    internal CommandCatalogue(string qemuVersion, IReadOnlyList<CommandSchema> commands)
    {
        QemuVersion = qemuVersion;
        All = commands;
        Names = [.. commands.Select(c => c.Name)];
        _byName = commands.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);
    }

    /// <summary>The commands of QEMU 10.2, and those of 4.0 to 10.1 that were removed since.</summary>
    public static CommandCatalogue Default => s_default.Value;

    /// <summary>The QEMU release that the schema was taken from, such as <c>10.2</c>; empty when it isn't known.</summary>
    public string QemuVersion { get; }

    /// <summary>Every command.</summary>
    public IReadOnlyList<CommandSchema> All { get; }

    /// <summary>Every command's name.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The command of this name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out CommandSchema? schema) => _byName.TryGetValue(name, out schema);

    /// <summary>What the command may do; <see cref="CommandRisk.Destructive"/> for one that isn't known.</summary>
    public CommandRisk RiskOf(string name) => TryGet(name, out var schema) ? schema.Risk : CommandRisk.Destructive;

    /// <summary>Names of the events that the command causes by itself; never <c>GUEST_PANICKED</c>; empty for one that isn't known.</summary>
    public IReadOnlySet<string> EventsCausedBy(string name) => TryGet(name, out var schema) ? schema.Events : FrozenSet<string>.Empty;

    /// <summary>The name that was probably meant, or null when none is near.</summary>
    public string? Nearest(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return NearestName.Find(name, Names);
    }
}
