using Akka.Actor;

namespace Reactor.Actors.Hosting;

/// <summary>How an actor is made, by a function: Akka's own way to say so is an expression, which brings megabytes of libraries along.</summary>
internal static class ActorProps
{
    /// <param name="make">Makes it, again after a fault.</param>
    public static Props Of<TActor>(Func<TActor> make)
        where TActor : ActorBase => Props.CreateBy(new Producer<TActor>(make));

    private sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
        where TActor : ActorBase
    {
        public Type ActorType => typeof(TActor);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
