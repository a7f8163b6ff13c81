using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Actions;

/// <summary><c>log</c>: a line in the daemon's log, one line whatever the guest says.</summary>
internal sealed class LogReaction(PartitionOptions options)
{
    public void Run(FiringContext context, LogAction action)
    {
        var message = action.Message.Render(context.Activation, out var missing);
        context.CountErrors(missing);
        context.Commit.Add(new LogLine(context.Rule.Name, context.Firing.Vm.Name, LogText.Escape(message, options.MaxLogBytes)));
    }
}
