using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>The keys of a test file, and of a test in it.</summary>
internal static class TestFileShape
{
    public static readonly Shape Shape = new Shape("a test file").Elsewhere("rules", "write rule_files: [../rules/*.yaml]").Elsewhere("vms", "write fleet: {hosts: {h1: {vms: {...}}}}");

    public static readonly Shape TestShape = new Shape("a test").Elsewhere("expects", "write expect").Elsewhere("inputs", "write input");

    private static readonly Key<string> s_name = TestShape.Required("name", Scalars.TextOf("a test's name", 200), "Its name, unique in the file.");
    private static readonly Key<ImmutableArray<InputSyntax>> s_input = TestShape.Optional("input", Collections.ListOrEmpty(InputShape.Reading), "What happens; default: nothing.");
    private static readonly Key<ImmutableArray<ExpectSyntax>> s_expect = TestShape.Required("expect", Collections.List(ExpectShape.Reading), "What is to come of it, at given times.");

    private static readonly Reading<TestSyntax> s_test = new ObjectReading<TestSyntax>(TestShape, f => new(f.Place, f.Get(s_name), f.GetOr(s_input, []), f.GetOr(s_expect, [])));

    private static readonly Key<int> s_version = Shape.Optional("version", CommonReadings.Version, "The version of the format; default 1.");
    private static readonly Key<ConfigSyntax> s_config = Shape.Optional("config", new ConfigReading(), "The main configuration: a file or its folder, relative to this file, or in place; default: none.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_ruleFiles = Shape.Optional("rule_files", Collections.OneOrMany(Collections.Placed(Scalars.TextOf("a path or pattern of rule files", 4096))), "Rule files, relative to this file; default: those that the configuration names.");
    private static readonly Key<DateTimeOffset> s_start = Shape.Optional("start", TestReadings.Instant, "The time at 0s; default 2026-01-01T00:00:00Z.");
    private static readonly Key<FleetSyntax> s_fleet = Shape.Optional("fleet", FleetShape.Reading, "Hosts and their VMs; default: the VMs of the configuration.");
    private static readonly Key<ImmutableArray<TestSyntax>> s_tests = Shape.Required("tests", Collections.List(s_test), "The tests.");

    public static Reading<TestFileSyntax> Reading { get; } = new ObjectReading<TestFileSyntax>(Shape, f =>
    {
        f.Get(s_version);
        return new TestFileSyntax
        {
            Config = f.Get(s_config),
            RuleFiles = f.GetOr(s_ruleFiles, []),
            HasRuleFiles = f.Has(s_ruleFiles),
            Start = f.TryGet(s_start, out var start) ? start : null,
            Hosts = f.Get(s_fleet)?.Hosts ?? [],
            Tests = f.GetOr(s_tests, []),
        };
    });

    private sealed class ConfigReading : Reading<ConfigSyntax>
    {
        private static readonly Reading<Placed<string>> s_file = Collections.Placed(CommonReadings.FilePath);

        public override string Expected => "the path of a main configuration, or one in place";

        public override JsonObject Schema(SchemaDefs defs) => new() { ["anyOf"] = new JsonArray(s_file.Schema(defs), SettingsShape.Reading.Schema(defs)) };

        protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out ConfigSyntax value)
        {
            value = node is YMap
                ? SettingsShape.Reading.TryRead(node, diagnostics, out var settings) ? new ConfigSyntax(null, settings) : null
                : s_file.TryRead(node, diagnostics, out var file) ? new ConfigSyntax(file, null) : null;
            return value is not null;
        }
    }
}
