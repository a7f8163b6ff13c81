using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes one inventory of all files: nothing is said twice of the same VM.</summary>
internal static class InventoryCompiler
{
    /// <summary>Most globs: each VM's name is held against all of them.</summary>
    private const int MaxGlobs = 1000;

    public static Inventory Compile(IEnumerable<InventoryFileSyntax> files, DiagnosticBag diagnostics)
    {
        var entries = ImmutableArray.CreateBuilder<InventoryEntry>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        var globs = 0;
        foreach (var vm in files.SelectMany(file => file.Vms))
        {
            // As QEMU says it.
            string name = Guid.TryParseExact(vm.Name, "D", out var uuid) ? uuid.ToString("D") : vm.Name;
            var entry = new InventoryEntry(name, vm.Value.Labels.ToSortedDictionary(l => l), vm.Value.Host);
            if (!seen.TryAdd(name, vm.Place))
                diagnostics.Error(vm.Place, DiagnosticCodes.DuplicateName, $"{Shown.Word(vm.Name)} has an entry already, in {seen[name]}");
            else if (entry.IsGlob && ++globs > MaxGlobs)
                diagnostics.Error(vm.Place, DiagnosticCodes.Limit, $"an inventory has at most {MaxGlobs:N0} globs", "name VMs by their names or UUIDs");
            else
                entries.Add(entry);
        }

        return entries.Count == 0 ? Inventory.Empty : new Inventory(entries.ToImmutable());
    }
}
