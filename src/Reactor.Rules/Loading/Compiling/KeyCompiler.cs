using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the parts of a key of a <c>by</c>.</summary>
internal static class KeyCompiler
{
    /// <summary>The parts in order; null when there is no <c>by</c>.</summary>
    /// <param name="by">The <c>by</c>.</param>
    /// <param name="expressions">What its expressions are compiled for.</param>
    /// <param name="place">Where they stand.</param>
    /// <param name="advice">What to do about a fault for which no better spelling is known.</param>
    public static ImmutableArray<KeyPart>? Compile(BySyntax? by, ExpressionCompiler expressions, ExpressionPlace place = ExpressionPlace.Key, string? advice = null)
    {
        if (by is null)
            return null;
        var parts = ImmutableArray.CreateBuilder<KeyPart>();
        foreach (var (name, expression) in by.Entries)
        {
            if (expressions.Compile(expression, place, advice: advice) is not { } program)
                continue;
            var part = name is null ? KeyPart.Unnamed(program) : new KeyPart(name.Value, program, true);
            if (parts.Any(p => p.Name == part.Name))
                expressions.Diagnostics.Error(expression.Place, DiagnosticCodes.DuplicateName, "this expression stands in the key already");
            else
                parts.Add(part);
        }

        return parts.ToImmutable();
    }
}
