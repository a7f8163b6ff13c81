using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Reactor.Actors.Hosting;

/// <summary>
/// A mailbox that takes next to no memory while it is empty: there are as many as VMs, and most of them are empty most of the time. Unbounded, as
/// all are here: what enters is bounded.
/// </summary>
public sealed class SmallMailbox : MailboxType, IProducesMessageQueue<SmallMailbox.SmallQueue>
{
    /// <summary>Made by Akka.</summary>
    /// <param name="settings">Of the actor system.</param>
    /// <param name="config">Of the mailbox: nothing.</param>
    public SmallMailbox(Settings settings, Config config)
        : base(settings, config)
    {
    }

    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new SmallQueue();

    /// <summary>Its queue.</summary>
    public sealed class SmallQueue : IMessageQueue, IUnboundedMessageQueueSemantics
    {
        // What a burst left behind is not kept.
        private const int Kept = 16;

        // It is its own lock, too.
        private readonly Queue<Envelope> _queue = new();

        /// <inheritdoc/>
        public bool HasMessages => Count > 0;

        /// <inheritdoc/>
        public int Count
        {
            get
            {
                lock (_queue)
                    return _queue.Count;
            }
        }

        /// <inheritdoc/>
        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            lock (_queue)
                _queue.Enqueue(envelope);
        }

        /// <inheritdoc/>
        public bool TryDequeue(out Envelope envelope)
        {
            lock (_queue)
            {
                if (!_queue.TryDequeue(out envelope))
                    return false;
                if (_queue.Count == 0 && _queue.Capacity > Kept)
                    _queue.TrimExcess();
                return true;
            }
        }

        /// <inheritdoc/>
        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var envelope))
                deadletters.Enqueue(owner, envelope);
        }
    }
}
