using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>Makes takings from configured budgets. A key that can't be made gives none: a budget is never taken from blindly.</summary>
internal static class BudgetTakings
{
    // A guest must not fill the store with long keys, nor make two long texts one key.
    private const int MaxKeyBytes = 1024;

    /// <summary>Of budgets as they are configured.</summary>
    /// <param name="find">How many in which span, and by what, of the budget of a name; null where there is none.</param>
    public static BudgetTaking Of(Func<string, (int Max, TimeSpan Per, ImmutableArray<KeyPart> By)?> find) => (name, activation) =>
        find(name) is { } budget && Key(budget.By, activation) is { } key ? new BudgetTake(name, key, budget.Max, budget.Per) : null;

    private static string? Key(ImmutableArray<KeyPart> by, CelActivation activation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        writer.WriteStartArray();
        foreach (var part in by)
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
        var key = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return buffer.WrittenCount <= MaxKeyBytes ? key : StableId.Of("", key);
    }
}
