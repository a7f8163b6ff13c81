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
        Targets = settings.Targets.ToImmutableSortedDictionary(t => t.Name, TargetConfiguration (t) => Target(t), StringComparer.Ordinal),
        Routes = Routes(),
        Budgets = Budgets(),
        Windows = settings.Windows.ToImmutableSortedDictionary(
            w => w.Name, w => new WeeklyWindow(w.Name, [.. w.Value.Days], w.Value.From, w.Value.To, w.Value.Zone), StringComparer.Ordinal),
        Store = new StoreConfiguration(Absolute(settings.Store.Path ?? "reactor.db"), settings.Store.Synchronous),
        BaseDirectory = baseDirectory,
    };

    private ImmutableSortedDictionary<string, SecretSource> Secrets()
    {
        foreach (var secret in settings.Secrets)
            Look(secret.Place, $"secret {secret.Name}", Absolute(secret.Value));
        return settings.Secrets.ToSortedDictionary(Absolute);
    }

    // It may be there once the daemon runs, so it is no error.
    private void Look(Place place, string what, SecretSource source)
    {
        if (options.SecretProblem?.Invoke(source) is { } problem)
            diagnostics.Warn(place, DiagnosticCodes.MissingSecret, $"{what}: {problem}", "what needs it is not sent until it is there");
    }

    private WebhookTarget Target(Named<WebhookSyntax> target)
    {
        var webhook = target.Value;
        foreach (var secret in webhook.Secrets)
            known.Secret(secret);
        if (webhook.UrlSecret is { } url)
            known.Secret(url);
        HeaderNames.ReportDuplicates(webhook.Headers, diagnostics);
        foreach (var header in webhook.Headers)
            SecretReferences.Check(header.Value, known, diagnostics);
        if (webhook.UrlFile is { } urlFile)
            Look(target.Place, $"the URL of target {target.Name}", new FileSecret(Absolute(urlFile)));
        return new WebhookTarget(target.Name)
        {
            Url = webhook.Url,
            UrlSecret = webhook.UrlFile is { } file ? new FileSecret(Absolute(file)) : UrlSecret(webhook.UrlSecret?.Value),
            Headers = webhook.Headers.ToSortedDictionary(v => v.Value),
            Secrets = [.. webhook.Secrets.Select(s => s.Value).Distinct()],
            Concurrency = webhook.Concurrency,
            Timeout = webhook.Timeout,
            Retry = webhook.Retry,
        };
    }

    private SecretSource? UrlSecret(string? name)
    {
        var found = settings.Secrets.FirstOrDefault(s => s.Name == name);
        return name is null || found.Value is null ? null : Absolute(found.Value);
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

    private SecretSource Absolute(SecretSource secret) => secret is FileSecret file ? new FileSecret(Absolute(file.Path)) : secret;

    private string Absolute(string path) => Path.GetFullPath(path, baseDirectory);

    private static ImmutableSortedDictionary<string, string> Labels(ImmutableArray<Named<string>> labels) => labels.ToSortedDictionary(l => l);
}
