using System.Collections.Immutable;
using Reactor.Store;

namespace Reactor.Actors.Tests.Fakes;

/// <content>What operators do.</content>
internal sealed partial class MemoryStore
{
    private readonly List<OperatorAct> _acts = [];

    public IReadOnlyList<OperatorAct> Acts => Read(() => _acts.ToArray());

    public async Task<ImmutableArray<string>> ActAsync(OperatorAct act)
    {
        await AddInboxAsync(act.Inbox);
        lock (_lock)
            _acts.Add(act);
        return [];
    }
}
