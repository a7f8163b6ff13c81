using Reactor.Reactions.Budgets;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>Lines of Reactor's own about what it refused or replaced. A guest that causes many gets few lines; the counters tell the rest.</summary>
internal sealed class Notices(int maxBytes)
{
    /// <summary>Stands in a line's place for the rule's name.</summary>
    public const string Own = "reactor";

    private readonly VmBudget _budget = new(burst: 10, perSecond: 1);

    /// <summary>Lines that were left out.</summary>
    public long Refused => _budget.Refused;

    /// <summary>Adds a line, unless the VM has caused too many.</summary>
    public void Add(CommitBuilder commit, VmView vm, DateTimeOffset now, string message)
    {
        if (_budget.TryTake(vm.Id, now))
        {
            commit.Add(new LogLine(Own, vm.Name, LogText.Escape(message, maxBytes)));
        }
    }
}
