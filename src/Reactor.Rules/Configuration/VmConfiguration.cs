using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Rules.Configuration;

/// <summary>A VM to watch: one entry of <c>vms</c>.</summary>
/// <param name="Name">Its name, unique.</param>
/// <param name="Address">Its QMP monitor, unique.</param>
/// <param name="Host">The host it runs on; null for this machine.</param>
/// <param name="Labels">Its labels; <c>vm.labels</c> in expressions.</param>
public sealed record VmConfiguration(string Name, QmpAddress Address, string? Host, ImmutableSortedDictionary<string, string> Labels);
