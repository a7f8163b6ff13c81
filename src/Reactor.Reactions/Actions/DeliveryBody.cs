using Reactor.Reactions.Partitions;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Actions;

/// <summary>The bytes of a delivery: the rule's own body, or the standard payload.</summary>
internal sealed class DeliveryBody(PartitionTally tally, Notices notices, PartitionOptions options)
{
    public (ReadOnlyMemory<byte> Bytes, string ContentType) Render(FiringContext context, string actionPath, BodyTemplate? template)
    {
        if (template is null)
        {
            return (context.StandardPayload(), "application/json");
        }

        var body = template.Render(context.Activation);
        if (body.Length <= options.MaxBodyBytes)
        {
            return (body, template.ContentType);
        }

        tally.BodiesReplaced++;
        notices.Add(
            context.Commit,
            context.Firing.Vm,
            context.Now,
            $"{context.Rule.Name}: the body of {actionPath} has {body.Length} bytes, and {options.MaxBodyBytes} are allowed; the standard payload is sent instead. Put less of the event's data into the body.");
        return (context.StandardPayload(), "application/json");
    }
}
