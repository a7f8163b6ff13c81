using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Alerts;

/// <summary><c>inhibits</c>, when an alert opens: the values by which it may be held, and the word to all partitions that it holds others.</summary>
internal sealed class Inhibitions(RulesInForce inForce)
{
    /// <summary>Whether some rule's alerts hold those of this rule.</summary>
    public bool CanBeInhibited(Rule rule) => inForce.InhibitorsOf(rule.Name).Any();

    /// <summary>By inhibiting rule: the values of this alert. A rule whose values fail doesn't hold it: better a notification too many.</summary>
    public ImmutableSortedDictionary<string, string> ValuesFor(FiringContext context)
    {
        var values = AlertExtra.NoValues;
        foreach (var (rule, inhibition) in inForce.InhibitorsOf(context.Rule.Name))
        {
            if (Values(context, inhibition.Same.Select(s => s.ForInhibited.GetValueOrDefault(context.Rule.Name))) is { } json)
            {
                values = values.SetItem(rule, json);
            }
        }

        return values;
    }

    /// <summary>What all partitions are to be told: that this alert holds others; null where it doesn't.</summary>
    public static Inhibitor? InhibitorOf(FiringContext context, string uid) =>
        context.Rule.Inhibits is { } inhibition && Values(context, inhibition.Same.Select(s => s.Program)) is { } values
            ? new Inhibitor(uid, context.Rule.Name, values, context.Now)
            : null;

    private static string? Values(FiringContext context, IEnumerable<CelProgram?> programs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        writer.WriteStartArray();
        foreach (var program in programs)
        {
            var value = program?.Evaluate(context.Activation);
            if (value is not { IsError: false } good)
            {
                context.CountErrors(1);
                return null;
            }

            JsonLeaf.Write(writer, good);
        }

        writer.WriteEndArray();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
