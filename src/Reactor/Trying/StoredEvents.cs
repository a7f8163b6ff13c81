using System.Text;
using Reactor.Rules.Engine;
using Reactor.Store.Reading;

namespace Reactor.Trying;

/// <summary>Events of the store, as rules see them.</summary>
internal static class StoredEvents
{
    /// <summary>The event with its VM: facts of that moment are not known any more.</summary>
    /// <param name="stored">The event.</param>
    /// <param name="vm">What is known of its VM.</param>
    public static SeenEvent Seen(StoredEvent stored, VmView vm)
    {
        var data = Encoding.UTF8.GetBytes(stored.Data);
        return new SeenEvent(vm with { Id = stored.VmId, Status = Qmp.RunState.After(null, stored.Name, data) }, new VmEvent
        {
            Id = stored.Id,
            Name = stored.Name,
            Data = data,
            At = stored.At,
            QemuMicroseconds = stored.QemuMicroseconds,
            Origin = EventOriginWords.Parse(stored.Origin),
        });
    }
}
