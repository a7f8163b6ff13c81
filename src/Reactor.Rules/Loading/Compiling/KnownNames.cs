using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>What the main configuration names. Without one these names are unknown, and that is said once.</summary>
internal sealed class KnownNames
{
    private readonly DiagnosticBag _diagnostics;
    private readonly IReadOnlySet<string>? _targets;
    private readonly HashSet<string> _alertsOnly;
    private readonly HashSet<string> _forPeople;
    private readonly IReadOnlySet<string>? _secrets;
    private readonly IReadOnlySet<string>? _budgets;
    private readonly IReadOnlySet<string>? _windows;
    private bool _warned;

    public KnownNames(SettingsSyntax? settings, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        _targets = settings?.TargetNames.ToHashSet();
        _alertsOnly = (settings?.Targets ?? []).Where(t => t.Value is AlertmanagerSyntax).Select(t => t.Name).ToHashSet();
        _forPeople = (settings?.Targets ?? []).Where(t => t.Value is not (AlertmanagerSyntax or WebhookSyntax)).Select(t => t.Name).ToHashSet();
        _secrets = settings?.SecretNames.ToHashSet();
        _budgets = settings?.BudgetNames.ToHashSet();
        _windows = settings?.WindowNames.ToHashSet();
    }

    /// <summary>Reports names of targets that don't exist or stand there twice; gives them back, each once.</summary>
    public string[] Targets(IEnumerable<Placed<string>> names) => Each(names, "target", Target);

    /// <summary>Reports names of windows that don't exist or stand there twice; gives them back, each once.</summary>
    public string[] Windows(IEnumerable<Placed<string>> names) => Each(names, "window", n => Check(n, _windows, "window", DiagnosticCodes.UnknownWindow));

    /// <summary>Reports a target that doesn't exist.</summary>
    public void Target(Placed<string> name) => Check(name, _targets, "target", DiagnosticCodes.UnknownTarget);

    /// <summary>Reports a target that doesn't exist, or that takes alerts only.</summary>
    public void TargetOfSend(Placed<string> name)
    {
        Target(name);
        if (_alertsOnly.Contains(name.Value))
        {
            _diagnostics.Error(
                name.Place,
                DiagnosticCodes.BadValue,
                $"target {name.Value} is an Alertmanager, which holds alerts until they end, and a `send` never does",
                $"open an alert: alert: {{summary: ..., to: [{name.Value}]}}");
        }
    }

    /// <summary>Reports a target that doesn't exist, or that people read.</summary>
    public void TargetOfHeartbeat(Placed<string> name)
    {
        Target(name);
        if (_forPeople.Contains(name.Value))
        {
            _diagnostics.Error(
                name.Place,
                DiagnosticCodes.BadValue,
                $"people read target {name.Value}, and nobody would notice that a heartbeat is missing",
                "name a target of the kind alertmanager or webhook: something that notices");
        }
    }

    /// <summary>Reports a secret that doesn't exist.</summary>
    public void Secret(Placed<string> name) => Check(name, _secrets, "secret", DiagnosticCodes.UnknownSecret);

    /// <summary>Reports a budget that doesn't exist.</summary>
    public void Budget(Placed<string> name) => Check(name, _budgets, "budget", DiagnosticCodes.UnknownBudget);

    private string[] Each(IEnumerable<Placed<string>> names, string what, Action<Placed<string>> check)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name.Value))
                _diagnostics.Error(name.Place, DiagnosticCodes.DuplicateName, $"{what} {name.Value} stands here twice");
            else
                check(name);
        }

        return [.. seen];
    }

    private void Check(Placed<string> name, IReadOnlySet<string>? known, string what, string code)
    {
        if (known is null)
        {
            if (!_warned)
                _diagnostics.Warn(name.Place, DiagnosticCodes.Unchecked, "names of targets, secrets, budgets and windows are not checked without the main configuration", "check reactor.yaml or its folder");
            _warned = true;
        }
        else if (!known.Contains(name.Value))
        {
            _diagnostics.Error(
                name.Place,
                code,
                $"unknown {what} {name.Value}",
                Nearest.Suggest(name.Value, known) ?? (known.Count == 0 ? $"`{what}s` in reactor.yaml has none yet" : $"there are {string.Join(", ", known.Order(StringComparer.Ordinal).Take(8))}"));
        }
    }
}
