using Reactor.Reactions.Facts;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary><c>set_fact</c> and <c>clear_fact</c>: visible from the next event on.</summary>
internal sealed class FactReaction(FactBook facts, PartitionTally tally, Notices notices, PartitionOptions options)
{
    public void Run(FiringContext context, SetFactAction action)
    {
        var value = context.Render(action.Value, options.MaxLabelBytes);
        var until = action.For is { } span ? Deadlines.After(context.Now, span) : null;
        var cause = $"{context.Firing.Id}/{action.Path}";
        if (facts.Set(context.Firing.Vm, action.Fact, value, until, cause, context.Now, context.Commit))
        {
            return;
        }

        tally.FactsRefused++;
        notices.Add(
            context.Commit,
            context.Firing.Vm,
            context.Now,
            $"{context.Rule.Name}: the fact {BoundedText.Cut(action.Fact, 100)} is not set: {options.MaxFactsPerVm} facts of this VM are set, which is all that it may have. Clear some, or give them a `for`.");
    }

    public void Run(FiringContext context, ClearFactAction action) =>
        facts.Clear(context.Firing.Vm.Id, action.Fact, $"{context.Firing.Id}/{action.Path}", context.Now, context.Commit);
}
