using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>exec</c>.</summary>
internal static class ExecShape
{
    public static readonly Shape Shape = new Shape("an `exec`")
        .Elsewhere("args", "arguments stand in `command`: command: [/usr/local/bin/page, \"{{ vm.name }}\"]")
        .Elsewhere("shell", "there is no shell: name a program, or a script");

    private static readonly Reading<string> s_variable = new ScalarReading<string>("the name of an environment variable", s =>
        s.Value.Length is > 0 and <= 100 && !char.IsAsciiDigit(s.Value[0]) && s.Value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? new(s.Value)
            : Parsing<string>.Wrong($"{Shown.Word(s.Value)} is not the name of an environment variable", "take letters, digits and _"))
    {
        Form = ScalarForm.Text("^[A-Za-z_][A-Za-z0-9_]{0,99}$", "TICKET") with { Types = ScalarForm.Any.Types },
    };

    private static readonly Reading<string> s_userName = new ScalarReading<string>("the name of a user", s =>
        s.Value.Length is > 0 and <= 32 && (char.IsAsciiLetter(s.Value[0]) || s.Value[0] == '_') && s.Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? new(s.Value)
            : Parsing<string>.Wrong($"{Shown.Word(s.Value)} is not the name of a user", "take a name as `id` shows it, such as nobody"))
    {
        Form = ScalarForm.Text("^[A-Za-z_][A-Za-z0-9_.-]{0,31}$", "nobody"),
    };

    private static readonly Key<ImmutableArray<YScalar>> s_command = Shape.Required("command", ArgvReading.Instance, "The program, written out, and its arguments, each with {{ }}; there is no shell.");
    private static readonly Key<ImmutableArray<Named<YScalar>>> s_env = Shape.Optional("env", Collections.Map(s_variable, TextReadings.Text), "Environment variables besides PATH and LANG; default: none.");
    private static readonly Key<YScalar> s_stdin = Shape.Optional("stdin", ExpressionReading.Instance, "What it reads on its standard input, as JSON; default: the standard payload.");
    private static readonly Key<Placed<string>> s_cwd = Shape.Optional("cwd", Collections.Placed(Scalars.TextOf("a folder", 4096)), "The folder that it runs in, relative to this file; default: the store's folder.");
    private static readonly Key<Placed<string>> s_user = Shape.Optional("user", Collections.Placed(s_userName), "The user that it runs as, with that user's groups; Reactor must be root then; default: Reactor's own.");
    private static readonly Key<Placed<string>> s_budget = Shape.Optional("budget", StepReadings.Budget, StepReadings.BudgetDoc);
    private static readonly Key<TimeSpan> s_timeout = Shape.Optional("timeout", StepReadings.Timeout, "Time for the program, which is killed then; default 30s.");

    public static Reading<ExecSyntax> Reading { get; } = new ObjectReading<ExecSyntax>(Shape, f => new ExecSyntax(f.Place, f.GetOr(s_command, []))
    {
        Environment = f.GetOr(s_env, []),
        Stdin = f.Get(s_stdin),
        Directory = f.TryGet(s_cwd, out var cwd) ? cwd : null,
        User = f.TryGet(s_user, out var user) ? user : null,
        Budget = f.TryGet(s_budget, out var budget) ? budget : null,
        Timeout = f.TryGet(s_timeout, out var timeout) ? timeout : null,
    });
}
