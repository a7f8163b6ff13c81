using Reactor.Cel;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>What a match says of optional fields: the conditions of its clauses were true, so what they test for is there.</summary>
internal static class KnownPresent
{
    private const string Data = "data";

    /// <summary>Nothing is known.</summary>
    public static IReadOnlySet<string> Nothing { get; } = new HashSet<string>();

    /// <summary>Paths under <c>data</c>, <c>first.data</c> and <c>last.data</c> that are there in every match.</summary>
    public static IReadOnlySet<string> Of(Pattern pattern)
    {
        // Any of the clauses may be the one that was met: only what all of them test for is known.
        var (completing, first) = pattern switch
        {
            SequencePattern { Steps.IsEmpty: false } sequence => (InAll(sequence.Steps[^1]), InAll(sequence.Steps[0])),
            AbsencePattern absence => (InAll([.. absence.Opening]), InAll([.. absence.Opening])),
            _ => (InAll([.. pattern.Clauses]), InAll([.. pattern.Clauses])),
        };
        return new HashSet<string>([.. completing, .. completing.Select(p => $"last.{p}"), .. first.Select(p => $"first.{p}")], StringComparer.Ordinal);
    }

    private static string[] InAll(params IReadOnlyCollection<Clause> clauses) => clauses.Count == 0
        ? []
        : clauses.Select(InOne).Aggregate((a, b) => a.Intersect(b, StringComparer.Ordinal)).ToArray();

    private static IEnumerable<string> InOne(Clause clause) => clause.If?.PresentWhenTrue.Where(p => p.StartsWith(Data, StringComparison.Ordinal)) ?? [];
}
