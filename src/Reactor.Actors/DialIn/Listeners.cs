using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Vms;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.DialIn;

/// <summary>The listeners there are, one a socket. Belongs to the fleet's actor.</summary>
internal sealed class Listeners(VmServices services)
{
    private readonly Dictionary<string, IActorRef> _open = new(StringComparer.Ordinal);
    private int _started;

    /// <summary>Listens there from now on, and nowhere else.</summary>
    public void Listen(ImmutableArray<ListenConfiguration> places, IActorContext context)
    {
        foreach (var (path, actor) in _open.Where(open => !places.Any(place => place.Address.Path == open.Key)).ToArray())
        {
            _open.Remove(path);
            context.Stop(actor);
        }

        foreach (var place in places)
        {
            if (_open.TryGetValue(place.Address.Path, out var actor))
            {
                actor.Tell(new DialInActor.Configure(place));
                continue;
            }

            var with = services;
            _open.Add(place.Address.Path, context.ActorOf(Props.Create(() => new DialInActor(place, with)), $"dial-in-{_started++}"));
        }
    }
}
