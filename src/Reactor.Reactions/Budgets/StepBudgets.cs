using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Budgets;

/// <summary>The budgets that steps take from, as the configuration has them.</summary>
internal sealed class StepBudgets(ImmutableSortedDictionary<string, Budget> budgets)
{
    /// <summary>A taking; null where there is no such budget, or a part of its key fails or is no scalar: a budget is never taken from blindly.</summary>
    public BudgetTake? Take(string name, CelActivation activation)
    {
        if (!budgets.TryGetValue(name, out var budget))
        {
            return null;
        }

        var key = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(key, JsonLeaf.WriterOptions);
        writer.WriteStartArray();
        foreach (var part in budget.By)
        {
            var value = part.Program.Evaluate(activation);
            if (value.Kind is CelKind.Error or CelKind.List or CelKind.Map or CelKind.Type)
            {
                return null;
            }

            JsonLeaf.Write(writer, value);
        }

        writer.WriteEndArray();
        writer.Flush();
        return new BudgetTake(budget.Name, Encoding.UTF8.GetString(key.WrittenSpan), budget.Max, budget.Per);
    }
}
