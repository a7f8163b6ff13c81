using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>reactor.yaml</c>.</summary>
internal static class SettingsShape
{
    public static readonly Shape Shape = new Shape("the main configuration")
        .Elsewhere("lists", "lists stand in rule files")
        .Elsewhere("macros", "macros stand in rule files");

    private static readonly Key<int> s_version = Shape.Required("version", CommonReadings.Version, "The version of the format: 1.");
    private static readonly Key<NodeSyntax> s_node = Shape.Optional("node", NodeShape.Reading, "This machine; default: the machine's name, no labels.");
    private static readonly Key<string> s_qemuMin = Shape.Optional("qemu_min", CommonReadings.QemuVersion, "The oldest QEMU that events come from; default: none older than the catalogue's members.");
    private static readonly Key<ImmutableArray<VmSyntax>> s_vms = Shape.Optional("vms", Collections.ListOrEmpty(VmShape.Reading), "The VMs to watch; default: none.");
    private static readonly Key<ImmutableArray<DiscoverSyntax>> s_discover = Shape.Optional("discover", Collections.ListOrEmpty(DiscoverShape.Reading), "Where VMs are looked for, besides those in `vms`; default: nowhere.");
    private static readonly Key<ImmutableArray<ListenSyntax>> s_listen = Shape.Optional("listen", Collections.ListOrEmpty(ListenShape.Reading), "Where VMs dial in, besides those in `vms`; default: nowhere.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_inventory = Shape.Optional("inventory", Collections.OneOrMany(Collections.Placed(Scalars.TextOf("a path or pattern of inventory files", 4096))), "Patterns of files that say more of VMs, relative to this file; default: none.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_rules = Shape.Optional("rules", Collections.OneOrMany(Collections.Placed(Scalars.TextOf("a path or pattern of rule files", 4096))), "Patterns of rule files, relative to this file; default: none.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_codeRules = Shape.Optional("code_rules", Collections.OneOrMany(Collections.Placed(Scalars.TextOf("a path or pattern of assemblies", 4096))), "Patterns of assemblies with rules in C#, relative to this file, which run within Reactor (engines.md); default: none.");
    private static readonly Key<Placed<string>> s_engine = Shape.Optional("engine", Collections.Placed(Scalars.Word("an engine's name")), "What finds the rules that an event may match: `default`, or `nrules` in a build that has it (engines.md); default: `default`.");
    private static readonly Key<ImmutableArray<Named<SecretSource>>> s_secrets = Shape.Optional("secrets", Collections.Map(Scalars.Word("a secret's name"), SecretShape.Reading), "Where secrets are found, by name; default: none.");
    private static readonly Key<ImmutableArray<Named<TargetSyntax>>> s_targets = Shape.Optional("targets", Collections.Map(Scalars.Word("a target's name"), TargetShape.Reading), "Where deliveries go, by name; default: none.");
    private static readonly Key<ImmutableArray<RouteSyntax>> s_routes = Shape.Optional("routes", Collections.ListOrEmpty(RouteShape.Reading), "Where alerts go that have no `to`: the first route whose `if` is true; default: nowhere.");
    private static readonly Key<HeartbeatSyntax> s_heartbeat = Shape.Optional("heartbeat", HeartbeatShape.Reading, "A sign of life, so that a dead Reactor is noticed; default: none.");
    private static readonly Key<ImmutableArray<Named<BudgetSyntax>>> s_budgets = Shape.Optional("budgets", Collections.Map(Scalars.Word("a budget's name"), BudgetShape.Reading), "How many steps may run in a span of time, by name; default: none.");
    private static readonly Key<ImmutableArray<Named<WindowSyntax>>> s_windows = Shape.Optional("windows", Collections.Map(Scalars.Word("a window's name"), WindowShape.Reading), "Weekly windows in which rules are muted, by name; default: none.");
    private static readonly Key<StoreSyntax> s_store = Shape.Optional("store", StoreShape.Reading, "Where state is kept; default: reactor.db beside this file.");
    private static readonly Key<HttpDoorSyntax> s_http = Shape.Optional("http", HttpDoorShape.Reading, "Where the API, the dashboard and metrics are; default: nowhere, the control socket alone.");
    private static readonly Key<OtlpSyntax> s_otlp = Shape.Optional("otlp", OtlpShape.Reading, "Where traces and metrics are sent, by the OpenTelemetry protocol; default: nowhere.");

    public static Reading<SettingsSyntax> Reading { get; } = new CheckedReading<SettingsSyntax>(new ObjectReading<SettingsSyntax>(Shape, f =>
    {
        f.Get(s_version);
        return new SettingsSyntax
        {
            Node = f.Get(s_node),
            QemuMin = f.Get(s_qemuMin),
            Vms = f.GetOr(s_vms, []),
            Discover = f.GetOr(s_discover, []),
            Listen = f.GetOr(s_listen, []),
            Inventory = f.GetOr(s_inventory, []),
            Rules = f.GetOr(s_rules, []),
            CodeRules = f.GetOr(s_codeRules, []),
            Engine = f.TryGet(s_engine, out var engine) ? engine : null,
            Secrets = f.GetOr(s_secrets, []),
            Targets = f.GetOr(s_targets, []),
            Routes = f.GetOr(s_routes, []),
            Heartbeat = f.Get(s_heartbeat),
            Budgets = f.GetOr(s_budgets, []),
            Windows = f.GetOr(s_windows, []),
            SecretNames = [.. f.NamesIn(s_secrets)],
            TargetNames = [.. f.NamesIn(s_targets)],
            BudgetNames = [.. f.NamesIn(s_budgets)],
            WindowNames = [.. f.NamesIn(s_windows)],
            Store = f.GetOr(s_store, StoreSyntax.Default),
            Http = f.Get(s_http),
            Otlp = f.Get(s_otlp),
        };
    }), FileKinds.IsNoRuleFile);
}
