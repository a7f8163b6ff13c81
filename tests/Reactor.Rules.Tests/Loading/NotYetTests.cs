using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Compiling;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Loading.Settings;

namespace Reactor.Rules.Tests.Loading;

/// <summary>Whatever the language names and this version doesn't have is refused by its name, in every place that it could stand.</summary>
public class NotYetTests
{
    // Where a map of each shape stands; KEY is put into it.
    private static readonly (Shape Shape, bool RuleFile, string Text)[] s_places =
    [
        (Reactor.Rules.Loading.RuleFiles.WebhookShape.Shape, true, "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{webhook: {url: 'http://x/', KEY: 1}}]}]"),
        (VmShape.Shape, false, "version: 1\nvms: [{name: a, qmp: 'unix:/a', KEY: 1}]"),
        (TargetShape.Shape, false, "version: 1\ntargets: {a: {KEY: 1}}"),
        (Reactor.Rules.Loading.Settings.WebhookShape.Shape, false, "version: 1\ntargets: {a: {webhook: {url: 'http://x/', KEY: 1}}}"),
        (RouteShape.Shape, false, "version: 1\ntargets: {a: {webhook: {url: 'http://x/'}}}\nroutes: [{to: a, KEY: 1}]"),
        (StoreShape.Shape, false, "version: 1\nstore: {KEY: 1}"),
    ];

    public static IEnumerable<object[]> Missing => s_places.SelectMany(p => p.Shape.Missing.Select(m => (object[])[p.Shape.What, m]));

    [Theory]
    [MemberData(nameof(Missing))]
    public void Load_key_of_a_later_version_is_refused_by_name(string what, string key)
    {
        var (_, isRuleFile, text) = s_places.First(p => p.Shape.What == what && p.Shape.Missing.Contains(key));
        string full = text.Replace("KEY", key, StringComparison.Ordinal);
        var result = isRuleFile ? Loaded.RuleFile(full) : Loaded.Settings(full);
        var finding = Assert.Single(result.Diagnostics);
        Assert.Equal(("not-supported", $"`{key}` is not supported yet by this version", key.Length), (finding.Code, finding.Message, finding.Length));
    }

    public static IEnumerable<object[]> Names => LaterNames.All.Select(n => (object[])[n]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_name_of_a_later_version_in_an_expression_is_refused_by_name(string name)
    {
        string rule = $"version: 1\nrules:\n  - name: r\n    when: {{event: STOP}}\n    then:\n      - {{if: '{name}.x == 1', log: {{message: \"{{{{ {name}.x }}}}\"}}}}\n";
        string advice = name == "secret" ? " | in the value of a webhook's header, write {secret:NAME}" : "";
        string message = $"not-supported: `{name}` is not supported yet by this version";
        Golden.Equal($"6:15+{name.Length} {message}{advice}\n6:{44 + name.Length}+{name.Length} {message}{advice}", Loaded.Lines(Loaded.RuleFile(rule).Diagnostics));
    }

    [Theory]
    [InlineData("event data vm host first last previous match suppressed rule firing", "{record: {to: t, fields: {a: 'NAME'}}}")]
    [InlineData("event data vm host first last previous match suppressed rule firing gathered steps", "{exec: {command: [/bin/true], stdin: 'NAME'}}")]
    [InlineData("event data vm host first last previous match suppressed rule firing gathered steps result", "{qmp: {only_if: {command: query-status, check: 'NAME == NAME'}, run: [cont]}}")]
    public void Names_of_the_language_are_known_where_they_mean_something(string names, string action) =>
        Assert.All(names.Split(' '), n => Assert.Equal(
            "", Loaded.RuleFile($"version: 1\nrules: [{{name: r, when: {{event: STOP}}, then: [{action.Replace("NAME", n, StringComparison.Ordinal)}]}}]").FormatDiagnostics()));

    [Fact]
    public void Shapes_name_no_key_both_as_there_and_as_missing() =>
        Assert.All(s_places, p => Assert.Empty(p.Shape.Keys.Select(k => k.Name).Intersect(p.Shape.Missing)));

    [Theory]
    [InlineData("uuid postgresql")]
    public void Shapes_know_every_word_of_the_language_that_is_missing(string words) =>
        Assert.Empty(words.Split(' ').Except(s_places.SelectMany(p => p.Shape.Missing)));
}
