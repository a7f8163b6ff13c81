using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Vms;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.DialIn;

/// <summary>The listeners there are, one a socket. Belongs to the fleet's actor.</summary>
internal sealed class Listeners(VmServices services)
{
    private readonly Dictionary<string, (ListenPlace Place, IActorRef Actor)> _open = new(StringComparer.Ordinal);
    private int _started;

    /// <summary>Listens there from now on, and nowhere else.</summary>
    public void Listen(ImmutableArray<ListenConfiguration> places, IActorContext context)
    {
        foreach (var (path, open) in _open.Where(open => !places.Any(place => place.Address.Path == open.Key)).ToArray())
        {
            _open.Remove(path);
            context.Stop(open.Actor);
        }

        foreach (var place in places)
        {
            if (_open.TryGetValue(place.Address.Path, out var open))
            {
                open.Place.Configuration = place;
                continue;
            }

            var (kept, with) = (new ListenPlace(place), services);
            _open.Add(place.Address.Path, (kept, context.ActorOf(ActorProps.Of(() => new DialInActor(kept, with)), $"dial-in-{_started++}")));
        }
    }
}
