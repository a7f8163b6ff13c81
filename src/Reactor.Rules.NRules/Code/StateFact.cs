using Reactor.Rules.Engine;

namespace Reactor.Rules.NRules.Code;

/// <summary>A fact that is updated as what it shows changes.</summary>
public abstract class StateFact
{
    private protected StateFact(VmView view) => View = view;

    private protected VmView View { get; private set; }

    /// <summary>Shows this from now on; whether that is something else.</summary>
    internal bool Show(VmView view)
    {
        if (IsSame(view))
            return false;
        View = view;
        return true;
    }

    private protected abstract bool IsSame(VmView view);
}
