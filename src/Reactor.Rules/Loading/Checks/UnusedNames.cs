using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reactor.Cel;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Compiling;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Finds lists and macros that no expression names.</summary>
internal static partial class UnusedNames
{
    public static void Report(IReadOnlyCollection<RuleFileSyntax> files, ImmutableArray<CompiledRule> rules, ReactorConfiguration configuration, DiagnosticBag diagnostics)
    {
        // Words of texts within expressions count too: what is said to be unused surely is.
        var used = Programs(rules, configuration).Select(p => p.Text)
            .Concat(files.SelectMany(f => f.Macros).Select(m => m.Value.Value))
            .SelectMany(t => Name().Matches(t)).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var list in file.Lists)
                Check("list", list.Name, list.Place);
            foreach (var macro in file.Macros)
                Check("macro", macro.Name, macro.Place);
        }

        void Check(string what, string name, Place place)
        {
            if (!used.Contains(name))
                diagnostics.Warn(place, DiagnosticCodes.Unused, $"nothing uses the {what} {name}", "leave it out");
        }
    }

    private static IEnumerable<CelProgram> Programs(ImmutableArray<CompiledRule> rules, ReactorConfiguration configuration) =>
    [
        .. rules.SelectMany(r => RulePrograms.All(r.Rule)),
        .. configuration.Routes.Select(r => r.If).OfType<CelProgram>(),
        .. configuration.Budgets.Values.SelectMany(b => b.By).Select(p => p.Program),
    ];

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
