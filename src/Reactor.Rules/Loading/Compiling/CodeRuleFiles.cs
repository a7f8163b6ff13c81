using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>The rules in code that the main configuration names: who can load them does, and what they name is checked as in rule files.</summary>
internal sealed class CodeRuleFiles(LoadOptions options, RuleVocabulary vocabulary, KnownNames known, DiagnosticBag diagnostics)
{
    /// <summary>Loads them, each with the place where its assembly is named.</summary>
    /// <param name="patterns">Patterns of the assemblies' paths.</param>
    /// <param name="find">Gives the absolute paths that a pattern names.</param>
    /// <param name="others">Names of all other rules.</param>
    public ImmutableArray<Placed<Rule>> Load(ImmutableArray<Placed<string>> patterns, Func<Placed<string>, IReadOnlyList<string>> find, IEnumerable<string> others)
    {
        if (patterns.IsEmpty)
            return [];
        if (options.CodeRules is not { } load)
        {
            diagnostics.Error(patterns[0].Place, DiagnosticCodes.NotSupported, "this build of Reactor hosts no rules in C#", "leave `code_rules` out, or use a build with NRules (docs/engines.md)");
            return [];
        }

        var names = others.ToHashSet(StringComparer.Ordinal);
        var loaded = ImmutableArray.CreateBuilder<Placed<Rule>>();
        foreach (var (path, place) in patterns.SelectMany(pattern => find(pattern).Select(path => new Placed<string>(path, pattern.Place))).DistinctBy(file => file.Value))
        {
            try
            {
                foreach (var rule in load(path, vocabulary))
                {
                    Check(rule, place, names);
                    loaded.Add(new Placed<Rule>(rule, place));
                }
            }
            catch (SourceFileException e)
            {
                diagnostics.Error(place, DiagnosticCodes.File, $"{Path.GetFileName(path)}: {e.Message}", e.Suggestion);
            }
        }

        return loaded.ToImmutable();
    }

    private void Check(Rule rule, Yaml.Place place, HashSet<string> names)
    {
        if (!names.Add(rule.Name))
            diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"a rule is named {rule.Name} already");
        known.Windows(rule.MutedIn.Select(window => new Placed<string>(window, place)));
        foreach (var action in rule.Then)
        {
            if (action is AlertAction alert)
                known.Targets(alert.To.Select(target => new Placed<string>(target, place)));
            else if (action is SendAction send)
                known.TargetOfSend(new Placed<string>(send.To, place));
        }
    }
}
