using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Checks;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the steps of one rule.</summary>
internal sealed class StepCompiler(RuleSyntax rule, LoadContext context)
{
    private readonly CommandChecks _commands = new(context.Qemu, rule, context.Diagnostics);

    public StepAction Compile(StepBody step, string path, ExpressionCompiler expressions)
    {
        if (step.Budget is { } budget)
            context.Known.Budget(budget);
        StepAction action = step switch
        {
            GatherSyntax gather => new GatherAction { Path = $"{path}.gather", Commands = Commands(gather.Commands, expressions) },
            QmpSyntax qmp => Qmp(qmp, path, expressions),
            ExecSyntax exec => Exec(exec, path, expressions),
            _ => throw new InvalidOperationException($"Unknown step {step.GetType().Name}."),
        };
        if (step is GatherSyntax)
            CheckGather((GatherSyntax)step);
        return action with { Budget = step.Budget?.Value, Timeout = step.Timeout ?? action.Timeout };
    }

    private void CheckGather(GatherSyntax gather)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var command in gather.Commands)
        {
            // Their results are found by their names.
            if (!seen.Add(command.Name.Value))
                context.Diagnostics.Error(command.Name.Place, DiagnosticCodes.DuplicateName, $"{command.Name.Value} is gathered here already", "gather it in an action of its own");
            if (command.Name.Value == GatherAction.Screendump)
                CheckPicture(command);
            else
                _commands.CheckRead(command, "`gather`");
        }
    }

    private void CheckPicture(CommandSyntax command)
    {
        if (command.Arguments is { } arguments)
            context.Diagnostics.Error(arguments.Place, DiagnosticCodes.CommandArguments, "in `gather`, screendump takes no arguments: where the picture goes is chosen for it", "leave them out");
    }

    private QmpAction Qmp(QmpSyntax qmp, string path, ExpressionCompiler expressions)
    {
        foreach (var command in qmp.Run)
            _commands.CheckRun(command);
        return new QmpAction
        {
            Path = $"{path}.qmp",
            Run = Commands(qmp.Run, expressions),
            OnlyIf = OnlyIf(qmp.OnlyIf, expressions),
            Expect = Expect(qmp.Expect),
        };
    }

    private OnlyIf? OnlyIf(OnlyIfSyntax? syntax, ExpressionCompiler expressions)
    {
        var check = context.Conditions.Useful(syntax?.Check, expressions.Compile(syntax?.Check, ExpressionPlace.AnswerCheck), "these commands never run");
        if (syntax?.Command is not { } command)
            return null;
        _commands.CheckRead(command, "`only_if`");
        var compiled = Command(command, expressions);
        return check is null ? null : new OnlyIf(compiled, check);
    }

    private Expectation? Expect(ExpectSyntax? syntax)
    {
        if (syntax is null)
            return null;

        // The steps of a fleet rule run where no VM's events arrive.
        if (rule.Scope == RuleScope.Fleet)
            context.Diagnostics.Error(syntax.Clause.Place, DiagnosticCodes.Scope, "`expect` waits for an event of one VM, and a match of a rule with `scope: fleet` is of many: it would never be heard", "write a second rule without `scope` for it");
        var events = context.Events.Resolve(syntax.Clause.Events, rule.IsUnchecked);
        var expressions = context.For(events);
        var clause = new Clause { Events = events.Patterns, If = context.Conditions.Useful(syntax.Clause.If, expressions.Compile(syntax.Clause.If, ExpressionPlace.Condition), "this step never succeeds") };
        return new Expectation(clause, expressions.Compile(syntax.FailIf, ExpressionPlace.Condition), syntax.Within ?? TimeSpan.FromMinutes(1));
    }

    private ExecAction Exec(ExecSyntax exec, string path, ExpressionCompiler expressions)
    {
        ImmutableArray<TextTemplate> command = [.. exec.Command.Select(expressions.Text)];
        if (exec.Command.Length > 0 && command.Length > 0)
            CheckProgram(exec.Command[0], command[0]);
        return new ExecAction
        {
            Path = $"{path}.exec",
            Command = command,
            Environment = exec.Environment.ToSortedDictionary(expressions.Text),
            Stdin = expressions.Compile(exec.Stdin, expressions.ValuePlace),
            Directory = exec.Directory is { } cwd ? Path.GetFullPath(cwd.Value, Path.GetDirectoryName(context.FullPath(cwd.Place.Source.Path)) ?? "/") : null,
            User = exec.User is { } user ? Checked(user) : null,
        };
    }

    private string Checked(Placed<string> user)
    {
        if (context.UserProblem?.Invoke(user.Value) is not { } problem)
            return user.Value;
        if (problem.IsCertain)
            context.Diagnostics.Error(user.Place, DiagnosticCodes.ExecUser, problem.Message, problem.Suggestion);
        else
            context.Diagnostics.Warn(user.Place, DiagnosticCodes.ExecUser, problem.Message, problem.Suggestion);
        return user.Value;
    }

    private void CheckProgram(YScalar scalar, TextTemplate program)
    {
        if (!program.IsConstant)
            context.Diagnostics.Error(scalar.Place, DiagnosticCodes.BadValue, "the program itself is written out, without {{ }}: what runs is never taken from an event", "put what differs into the arguments");
        else if (string.IsNullOrWhiteSpace(scalar.Value))
            context.Diagnostics.Error(scalar.Place, DiagnosticCodes.BadValue, "a program is expected, and this is empty");
        else if (!scalar.Value.StartsWith('/'))
            context.Diagnostics.Warn(scalar.Place, DiagnosticCodes.ExecPath, $"{Shown.Word(scalar.Value)} is looked for in PATH, which differs from shell to service", "write its whole path, such as /usr/local/bin/page");
        else if (context.ProgramProblem?.Invoke(scalar.Value) is { } problem)
            context.Diagnostics.Warn(scalar.Place, DiagnosticCodes.ExecProgram, problem, LineInOne(scalar.Value) ?? "this step fails until it is there, and the daemon's user may run it");
    }

    // A whole command line in the program's place.
    private string? LineInOne(string program) =>
        program.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end && context.ProgramProblem?.Invoke(program[..end]) is null
            ? $"each argument stands by itself: command: [{program[..end]}, ...]"
            : null;

    private static ImmutableArray<QmpCommand> Commands(ImmutableArray<CommandSyntax> commands, ExpressionCompiler expressions) => [.. commands.Select(c => Command(c, expressions))];

    private static QmpCommand Command(CommandSyntax command, ExpressionCompiler expressions) =>
        new(command.Name.Value, command.Arguments is { Entries.Count: > 0 } arguments ? new BodyCompiler(expressions).Compile(arguments) : null);
}
