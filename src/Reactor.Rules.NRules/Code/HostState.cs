using Reactor.Rules.Engine;

namespace Reactor.Rules.NRules.Code;

/// <summary>A host, as the newest event that is held of a VM on it shows it. A fact as long as there is one.</summary>
public sealed class HostState : StateFact
{
    internal HostState(VmView view)
        : base(view)
    {
    }

    /// <summary>Its name.</summary>
    public string Name => View.Host;

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => View.HostLabels;

    private protected override bool IsSame(VmView view) => View.HostLabels.SequenceEqual(view.HostLabels);
}
