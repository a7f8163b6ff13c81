using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the configuration of what was read: looks up names, resolves paths. Faults are reported; nothing of a load with an error is used.</summary>
internal sealed class SettingsCompiler(SettingsSyntax settings, string baseDirectory, LoadOptions options, RuleVocabulary vocabulary, KnownNames known, DiagnosticBag diagnostics)
{
    public ReactorConfiguration Compile() => new()
    {
        Node = new NodeConfiguration(settings.Node?.Name ?? options.NodeName, Labels(settings.Node?.Labels ?? [])),
        QemuMin = settings.QemuMin,
        Vms = new VmCompiler(baseDirectory, options, diagnostics).Compile(settings.Vms),
        Discover = new DiscoverCompiler(baseDirectory, diagnostics).Compile(settings.Discover),
        Listen = new ListenCompiler(baseDirectory, diagnostics).Compile(settings.Listen, settings.Vms),
        Secrets = Secrets(),
        Targets = new TargetCompiler(settings, baseDirectory, options, known, diagnostics).Compile(),
        Routes = Routes(),
        Heartbeat = Heartbeat(),
        Budgets = Budgets(),
        Windows = settings.Windows.ToImmutableSortedDictionary(
            w => w.Name, w => new WeeklyWindow(w.Name, [.. w.Value.Days], w.Value.From, w.Value.To, w.Value.Zone), StringComparer.Ordinal),
        Store = new StoreConfiguration(Absolute(settings.Store.Sqlite.Path ?? "reactor.db"), settings.Store.Sqlite.Synchronous) { Retention = settings.Store.Retention },
        Http = new HttpDoorCompiler(settings, baseDirectory, options, known, diagnostics).Compile(),
        Otlp = new OtlpCompiler(settings, baseDirectory, options, known, diagnostics).Compile(),
        BaseDirectory = baseDirectory,
    };

    private ImmutableSortedDictionary<string, SecretSource> Secrets()
    {
        var tokens = settings.Http?.Tokens.Select(token => token.Value.Secret?.Value).ToHashSet() ?? [];
        foreach (var secret in settings.Secrets)
        {
            Action<Place, string, SecretSource, LoadOptions, DiagnosticBag> look = tokens.Contains(secret.Name) ? SecretSources.LookAtToken : SecretSources.Look;
            look(secret.Place, $"secret {secret.Name}", Absolute(secret.Value), options, diagnostics);
        }
        return settings.Secrets.ToSortedDictionary(Absolute);
    }

    private HeartbeatConfiguration? Heartbeat()
    {
        if (settings.Heartbeat is not { To: { } to } heartbeat)
            return null;
        known.TargetOfHeartbeat(to);
        return new HeartbeatConfiguration(to.Value, heartbeat.Every);
    }

    private ImmutableSortedDictionary<string, Budget> Budgets()
    {
        // Of whatever fires: nothing is known of its events.
        var expressions = new ExpressionCompiler(vocabulary.ForEvents([]), diagnostics);
        return settings.Budgets.ToImmutableSortedDictionary(
            b => b.Name,
            b => new Budget(b.Name, b.Value.Max, b.Value.Per) { By = KeyCompiler.Compile(b.Value.By, expressions, ExpressionPlace.FiringKey) ?? [] },
            StringComparer.Ordinal);
    }

    private ImmutableArray<Route> Routes()
    {
        var expressions = new ExpressionCompiler(vocabulary.ForEvents([]), diagnostics);
        var routes = ImmutableArray.CreateBuilder<Route>();
        Place? everything = null;
        foreach (var route in settings.Routes)
        {
            if (everything is { } first)
                diagnostics.Warn(route.Place, DiagnosticCodes.BadValue, $"no alert gets to this route: the one in line {first.Line} takes all", "put the route without `if` last");
            else if (!route.HasIf)
                everything = route.Place;
            routes.Add(new Route(expressions.Compile(route.If, ExpressionPlace.RouteCondition), [.. known.Targets(route.To).Distinct()])
            {
                Group = route.GroupBy is { } by ? new RouteGrouping([.. by.Select(name => name.Value).Distinct()], route.Wait, route.Interval) : null,
                Repeat = route.Repeat,
            });
        }

        return routes.ToImmutable();
    }

    private SecretSource Absolute(SecretSource secret) => SecretSources.Absolute(secret, baseDirectory);

    private string Absolute(string path) => Path.GetFullPath(path, baseDirectory);

    private static ImmutableSortedDictionary<string, string> Labels(ImmutableArray<Named<string>> labels) => labels.ToSortedDictionary(l => l);
}
