using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the vocabulary of a load from the lists and macros of all of its files.</summary>
internal static class VocabularyCompiler
{
    // What stands in for a faulty macro, so that its uses are not reported too: of any type, and no constant.
    private const string Anything = "dyn(vm.id)";

    public static RuleVocabulary Compile(IEnumerable<RuleFileSyntax> files, Version? qemuMin, DiagnosticBag diagnostics)
    {
        var names = new Dictionary<string, Place>(StringComparer.Ordinal);
        var lists = new List<KeyValuePair<string, ImmutableArray<CelValue>>>();
        var macros = new List<Named<YScalar>>();
        foreach (var file in files)
        {
            lists.AddRange(file.Lists.Where(l => Takes(l.Name, l.Place, names, diagnostics)).Select(l => KeyValuePair.Create(l.Name, Values(l.Value, diagnostics))));
            macros.AddRange(file.Macros.Where(m => Takes(m.Name, m.Place, names, diagnostics)));
        }

        // Each is checked by itself: a fault of one is not one of those that use it.
        var blank = new RuleVocabulary(lists, macros.Select(m => KeyValuePair.Create(m.Name, Anything)), qemuMin);
        var faulty = Check(macros, blank, diagnostics);
        return new RuleVocabulary(lists, macros.Select(m => KeyValuePair.Create(m.Name, faulty.Contains(m.Name) ? Anything : m.Value.Value)), qemuMin);
    }

    private static HashSet<string> Check(List<Named<YScalar>> macros, RuleVocabulary vocabulary, DiagnosticBag diagnostics)
    {
        // A macro is checked against an event of which nothing is known: that finds what is wrong wherever it is used.
        var faulty = new HashSet<string>(StringComparer.Ordinal);
        if (macros.Count == 0)
            return faulty;
        var environment = vocabulary.ForEvents([]);
        var compiler = new ExpressionCompiler(environment, diagnostics);
        foreach (var macro in macros)
            if (compiler.Compile(macro.Value, ExpressionPlace.Value) is null)
                faulty.Add(macro.Name);
        return faulty;
    }

    private static bool Takes(string name, Place place, Dictionary<string, Place> names, DiagnosticBag diagnostics)
    {
        if (!RuleVocabulary.CanName(name))
            diagnostics.Error(place, DiagnosticCodes.BadValue, $"{Shown.Word(name)} can't be the name of a list or macro", "take letters, digits and _, and no word that expressions have already, such as vm");
        else if (names.TryGetValue(name, out var first))
            diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"{name} names a list or macro already, in {first}");
        else
            return names.TryAdd(name, place);
        return false;
    }

    private static ImmutableArray<CelValue> Values(ImmutableArray<YScalar> items, DiagnosticBag diagnostics)
    {
        var values = ImmutableArray.CreateBuilder<CelValue>(items.Length);
        foreach (var item in items)
        {
            if (!ScalarValue.TryGet(item, out var value, out string? problem))
                diagnostics.Error(item.Place, DiagnosticCodes.BadValue, problem, $"quote it: {Quoting.Yaml(item.Value)}");
            values.Add(value);
        }

        return values.ToImmutable();
    }
}
