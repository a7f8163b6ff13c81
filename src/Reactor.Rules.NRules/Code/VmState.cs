using Reactor.Rules.Engine;

namespace Reactor.Rules.NRules.Code;

/// <summary>A VM as the newest event that is held of it shows it. A fact as long as there is one; updated as it changes.</summary>
public sealed class VmState : StateFact
{
    internal VmState(VmView view)
        : base(view)
    {
    }

    /// <summary>Its key.</summary>
    public string Id => View.Id;

    /// <summary>Its name.</summary>
    public string Name => View.Name;

    /// <summary>Name of its host.</summary>
    public string Host => View.Host;

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => View.Labels;

    /// <summary>Its labels of the moment.</summary>
    public IReadOnlyDictionary<string, string> Facts => View.Facts;

    /// <summary>Its last observed run state; null before the first answer.</summary>
    public string? Status => View.Status;

    private protected override bool IsSame(VmView view) => View.IsSameAs(view);
}
