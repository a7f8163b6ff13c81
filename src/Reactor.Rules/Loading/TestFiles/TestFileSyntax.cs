using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>A test file as read: each value checked by itself, names not yet looked up. What was faulty is absent.</summary>
internal sealed record TestFileSyntax
{
    public ConfigSyntax? Config { get; init; }

    public ImmutableArray<Placed<string>> RuleFiles { get; init; } = [];

    public bool HasRuleFiles { get; init; }

    public DateTimeOffset? Start { get; init; }

    public ImmutableArray<Named<HostSyntax>> Hosts { get; init; } = [];

    public ImmutableArray<TestSyntax> Tests { get; init; } = [];
}

/// <summary>The configuration: a file, or settings in place.</summary>
internal sealed record ConfigSyntax(Placed<string>? File, SettingsSyntax? Settings);

internal sealed record HostSyntax(ImmutableArray<Named<string>> Labels, ImmutableArray<Named<FleetVmSyntax>> Vms);

internal sealed record FleetVmSyntax(ImmutableArray<Named<string>> Labels, string? Uuid, string? Status);

internal sealed record TestSyntax(Place Place, string? Name, ImmutableArray<InputSyntax> Inputs, ImmutableArray<ExpectSyntax> Expectations);

internal sealed record InputSyntax(Place Place, TimeSpan At, Placed<string>? Vm, TimeSpan? Step)
{
    public Placed<string>? Event { get; init; }

    public YNode? Data { get; init; }

    public bool Restarts { get; init; }

    public TimeSpan DownFor { get; init; }

    public Placed<ImmutableArray<Placed<string>>>? Reload { get; init; }

    public TestLink? Link { get; init; }

    public ImmutableArray<Named<JsonReading.Json>> Qmp { get; init; } = [];

    public ImmutableArray<Named<ImmutableArray<int>>> Targets { get; init; } = [];

    public HoldSyntax? Silence { get; init; }

    public HoldSyntax? Maintenance { get; init; }

    public ImmutableArray<Named<string>>? Acknowledge { get; init; }

    public ImmutableArray<Named<string>>? Resolve { get; init; }

    public ImmutableArray<Named<ImmutableArray<CommandAnswer>>> Answers { get; init; } = [];

    public ImmutableArray<Named<ProgramSyntax>> Programs { get; init; } = [];

    public TimeSpan? Clock { get; init; }
}

internal sealed record HoldSyntax(ImmutableArray<Named<string>> Match, TimeSpan For);

internal sealed record ProgramSyntax(int? ExitCode, string Stdout, string Stderr);

internal sealed record ExpectSyntax(Place Place, TimeSpan At)
{
    public ImmutableArray<ExpectedSyntax>? Alerts { get; init; }

    public ImmutableArray<ExpectedSyntax>? Actions { get; init; }

    public ImmutableArray<ExpectedSyntax>? Notifications { get; init; }

    public ImmutableArray<ExpectedSyntax>? Records { get; init; }

    public ImmutableArray<ExpectedSyntax>? Facts { get; init; }

    public ImmutableArray<ExpectedSyntax>? Logs { get; init; }
}

/// <summary>One thing that is to be there: members by name, and their places.</summary>
internal sealed record ExpectedSyntax(Place Place, int Times, ImmutableArray<Named<System.Text.Json.Nodes.JsonNode?>> Members);
