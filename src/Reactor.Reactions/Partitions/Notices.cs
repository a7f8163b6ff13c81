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
    public void Add(CommitBuilder commit, VmView vm, DateTimeOffset now, string message) => Add(commit, vm.Id, vm.Name, now, message);

    /// <summary>Adds a line that no VM caused, unless there were too many.</summary>
    public void Add(CommitBuilder commit, DateTimeOffset now, string message) => Add(commit, "", "", now, message);

    private void Add(CommitBuilder commit, string vmId, string vmName, DateTimeOffset now, string message)
    {
        if (_budget.TryTake(vmId, now))
        {
            commit.Add(new LogLine(Own, vmName, LogText.Escape(message, maxBytes)));
        }
    }
}
