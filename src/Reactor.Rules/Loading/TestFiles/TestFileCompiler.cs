using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>Makes the tests of a file: names are looked up, ranges of names written out, all put in order of time.</summary>
internal sealed class TestFileCompiler(
    TestFileSyntax syntax, ReactorConfiguration configuration, bool hasTargets, Func<ImmutableArray<Placed<string>>, RuleSet?> load, DiagnosticBag diagnostics)
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The tests; null where the rules that they test are faulty: what they say can't be looked up then.</summary>
    public RuleTestFile? Compile(string path, RuleSet? rules)
    {
        var vms = new FleetCompiler(configuration, diagnostics).Compile(syntax.Hosts);
        if (rules is null)
            return null;
        var known = new TestNames(vms, rules, hasTargets ? configuration : null, diagnostics);
        var inputs = new InputCompiler(known, load, diagnostics);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var tests = ImmutableArray.CreateBuilder<RuleTest>();
        foreach (var test in syntax.Tests)
        {
            if (test.Name is { } name && !names.Add(name))
                diagnostics.Error(test.Place, DiagnosticCodes.DuplicateName, $"there is a test named {Shown.Word(name)} already");
            var happens = inputs.Compile(test.Inputs);
            var expected = test.Expectations.Select(e => ExpectCompiler.Compile(e, known)).OrderBy(e => e.At);
            tests.Add(new RuleTest(test.Name ?? "", test.Place.Line, happens, [.. expected]));
        }

        return new RuleTestFile(path, syntax.Start ?? s_start, vms, tests.ToImmutable());
    }
}
