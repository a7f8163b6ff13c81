using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Reactor.Qmp;
using Reactor.Reactions.Recovery;

namespace Reactor.Actors.Vms;

/// <summary>
/// Which events are read at all: what rules ask for, what tells the changes of that, and what bears a VM's state. Asked for every event there is, so
/// known names cost no allocation.
/// </summary>
internal sealed class WantedEvents
{
    // QEMU's longest name has 30 characters; a longer one is not looked at.
    private const int MaxNameBytes = 128;

    private readonly EventCatalogue _catalogue;
    private readonly Func<string, bool> _wantedByRules;
    private readonly FrozenSet<string> _known;

    public WantedEvents(EventCatalogue catalogue, Func<string, bool> wantedByRules)
    {
        _catalogue = catalogue;
        _wantedByRules = wantedByRules;
        Questions = StateQuestion.For(wantedByRules);
        var followed = Questions.SelectMany(question => question.Events).ToFrozenSet(StringComparer.Ordinal);
        _known = catalogue.Names.Where(name => EventCatalogue.StateBearing.Contains(name) || followed.Contains(name) || wantedByRules(name))
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>What VMs are asked, besides their run state, when something of them was not heard.</summary>
    public ImmutableArray<StateQuestion> Questions { get; }

    /// <summary>Whether an event of this name is to be delivered.</summary>
    public bool Wants(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxNameBytes)
            return false;
        return _catalogue.TryIntern(name) is { } known ? _known.Contains(known) : _wantedByRules(Encoding.UTF8.GetString(name));
    }

    /// <summary>The same of a name that was read.</summary>
    public bool Wants(string name) => _catalogue.TryGet(name, out _) ? _known.Contains(name) : name.Length <= MaxNameBytes && _wantedByRules(name);
}
