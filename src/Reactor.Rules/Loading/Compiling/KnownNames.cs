using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>The targets and secrets that names may mean. Without a main configuration they are unknown, and that is said once.</summary>
internal sealed class KnownNames(IReadOnlySet<string>? targets, IReadOnlySet<string>? secrets, DiagnosticBag diagnostics)
{
    private bool _warned;

    /// <summary>Reports names of targets that don't exist or stand there twice; gives them back, each once.</summary>
    public string[] Targets(IEnumerable<Placed<string>> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name.Value))
                diagnostics.Error(name.Place, DiagnosticCodes.DuplicateName, $"target {name.Value} stands here twice");
            else
                Target(name);
        }

        return [.. seen];
    }

    /// <summary>Reports a target that doesn't exist.</summary>
    public void Target(Placed<string> name) => Check(name, targets, "target", DiagnosticCodes.UnknownTarget);

    /// <summary>Reports a secret that doesn't exist.</summary>
    public void Secret(Placed<string> name) => Check(name, secrets, "secret", DiagnosticCodes.UnknownSecret);

    private void Check(Placed<string> name, IReadOnlySet<string>? known, string what, string code)
    {
        if (known is null)
        {
            if (!_warned)
                diagnostics.Warn(name.Place, DiagnosticCodes.Unchecked, "names of targets and secrets are not checked without the main configuration", "check reactor.yaml or its folder");
            _warned = true;
        }
        else if (!known.Contains(name.Value))
        {
            diagnostics.Error(
                name.Place,
                code,
                $"unknown {what} {name.Value}",
                Nearest.Suggest(name.Value, known) ?? (known.Count == 0 ? $"`{what}s` in reactor.yaml has none yet" : $"there are {string.Join(", ", known.Order(StringComparer.Ordinal).Take(8))}"));
        }
    }
}
