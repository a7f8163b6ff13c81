using System.Collections.Immutable;
using System.Net;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary><c>reactor.yaml</c> as read: each value checked by itself, names not yet looked up. What was faulty is absent.</summary>
internal sealed record SettingsSyntax
{
    public NodeSyntax? Node { get; init; }

    public string? QemuMin { get; init; }

    public ImmutableArray<VmSyntax> Vms { get; init; } = [];

    public ImmutableArray<DiscoverSyntax> Discover { get; init; } = [];

    public ImmutableArray<ListenSyntax> Listen { get; init; } = [];

    public ImmutableArray<Placed<string>> Inventory { get; init; } = [];

    public ImmutableArray<Placed<string>> Rules { get; init; } = [];

    public ImmutableArray<Placed<string>> CodeRules { get; init; } = [];

    public Placed<string>? Engine { get; init; }

    public ImmutableArray<Named<SecretSource>> Secrets { get; init; } = [];

    public ImmutableArray<Named<TargetSyntax>> Targets { get; init; } = [];

    public ImmutableArray<RouteSyntax> Routes { get; init; } = [];

    public HeartbeatSyntax? Heartbeat { get; init; }

    public ImmutableArray<Named<BudgetSyntax>> Budgets { get; init; } = [];

    public ImmutableArray<Named<WindowSyntax>> Windows { get; init; } = [];

    /// <summary>Names of all secrets, those of faulty ones too.</summary>
    public ImmutableArray<string> SecretNames { get; init; } = [];

    /// <summary>Names of all targets, those of faulty ones too.</summary>
    public ImmutableArray<string> TargetNames { get; init; } = [];

    /// <summary>Names of all budgets, those of faulty ones too.</summary>
    public ImmutableArray<string> BudgetNames { get; init; } = [];

    /// <summary>Names of all windows, those of faulty ones too.</summary>
    public ImmutableArray<string> WindowNames { get; init; } = [];

    public StoreSyntax Store { get; init; } = StoreSyntax.Default;

    public HttpDoorSyntax? Http { get; init; }

    public OtlpSyntax? Otlp { get; init; }
}

internal sealed record NodeSyntax(string? Name, ImmutableArray<Named<string>> Labels);

internal sealed record VmSyntax(Placed<string>? Name, Placed<QmpAddress>? Address, string? Host, ImmutableArray<Named<string>> Labels)
{
    public TlsSyntax? Tls { get; init; }

    // A faulty `tls` is absent above, and must not make the monitor a plain one.
    public Place? TlsPlace { get; init; }

    public Place? InsecurePlace { get; init; }

    public VmManagement Management { get; init; } = VmManagement.Own;
}

internal sealed record TlsSyntax(Place Place, Placed<string>? CaFile, Placed<string>? CertFile, Placed<string>? KeyFile, string? ServerName);

internal sealed record DiscoverSyntax(Placed<string>? Sockets, ImmutableArray<Named<string>> Labels, TimeSpan ForgetAfter, VmManagement Management);

internal sealed record ListenSyntax(Placed<UnixQmpAddress>? Address, ImmutableArray<int> AllowUids, ImmutableArray<Named<string>> Labels, TimeSpan ForgetAfter, VmManagement Management);

internal sealed record RouteSyntax(Place Place, YScalar? If, ImmutableArray<Placed<string>> To)
{
    // A faulty `if` is absent above, and must not make the route a default.
    public bool HasIf { get; init; }

    public ImmutableArray<Placed<string>>? GroupBy { get; init; }

    public TimeSpan Wait { get; init; }

    public TimeSpan Interval { get; init; }

    public TimeSpan? Repeat { get; init; }
}

internal sealed record HeartbeatSyntax(Placed<string>? To, TimeSpan Every);

internal sealed record BudgetSyntax(int Max, TimeSpan Per, BySyntax? By);

internal sealed record WindowSyntax(ImmutableArray<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone);

internal sealed record SqliteSyntax(string? Path, Synchronous Synchronous);

internal sealed record StoreSyntax(SqliteSyntax Sqlite, RetentionConfiguration Retention)
{
    public static StoreSyntax Default { get; } = new(new SqliteSyntax(null, Synchronous.Full), new RetentionConfiguration());
}

internal sealed record OtlpSyntax(Placed<Uri>? Endpoint, OtlpProtocol Protocol, ImmutableArray<Named<YScalar>> Headers, TlsSyntax? Tls, TimeSpan Timeout)
{
    public double TraceRatio { get; init; }

    public TimeSpan MetricsInterval { get; init; }
}

internal sealed record HttpDoorSyntax(Placed<IPEndPoint>? Listen, ImmutableArray<Named<HttpTokenSyntax>> Tokens, ImmutableArray<string> Hosts, TlsSyntax? Tls)
{
    // A faulty `tls` is absent above, and must not make the door a plain one.
    public bool HasTls { get; init; }
}

internal sealed record HttpTokenSyntax(Placed<string>? Secret, HttpRole Role);
