using System.CommandLine;
using Reactor.Reactions.Simulation;
using Reactor.Rules.Expressions;
using Reactor.Trying;

namespace Reactor.CommandLine;

/// <summary><c>reactor eval</c>.</summary>
internal static class EvalCommand
{
    private static readonly (string Word, ExpressionPlace Place)[] s_places =
    [
        ("value", ExpressionPlace.Value),
        ("condition", ExpressionPlace.Condition),
        ("key", ExpressionPlace.Key),
        ("state", ExpressionPlace.StateCondition),
        ("resolved_by", ExpressionPlace.ResolveCondition),
        ("having", ExpressionPlace.Having),
        ("action_if", ExpressionPlace.ActionCondition),
        ("step_if", ExpressionPlace.StepCondition),
        ("step_value", ExpressionPlace.StepValue),
        ("check", ExpressionPlace.AnswerCheck),
        ("route", ExpressionPlace.RouteCondition),
    ];

    public static Command Create(Terminal terminal)
    {
        var expression = new Argument<string?>("EXPR") { Description = "The expression; left out with --interactive", Arity = ArgumentArity.ZeroOrOne };
        var eventFile = new Option<string?>("--event", "-e") { Description = "A file with one event as QMP prints it, for event, data and vm; - for standard input", HelpName = "FILE" };
        var vm = CommonOptions.EventVm();
        var config = CommonOptions.Config();
        config.Description = "Lists and macros come from this configuration. Default: none";
        var place = new Option<ExpressionPlace?>("--place")
        {
            Description = "Where it would stand: what it may name, and what type it must have. One of " + string.Join(", ", s_places.Select(p => p.Word)) + ". Default: value",
            HelpName = "PLACE",
            CustomParser = result =>
            {
                if (Array.FindIndex(s_places, p => p.Word == result.Tokens[0].Value) is >= 0 and var found)
                {
                    return s_places[found].Place;
                }
                result.AddError($"--place takes one of {string.Join(", ", s_places.Select(p => p.Word))}, not '{result.Tokens[0].Value}'");
                return null;
            },
        };
        var interactive = new Option<bool>("--interactive", "-i") { Description = "Read expressions line by line; :help lists the commands" };
        var output = CommonOptions.Output();
        var command = new Command(
            "eval",
            "Evaluate an expression as a rule would: its value, its type, and where it is wrong.\n\nExample:\n  reactor eval 'data.action == \"pause\" && vm.labels.env == \"prod\"' --event panic.json")
        {
            expression, eventFile, vm, config, place, interactive, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(expression) is null != result.GetValue(interactive))
            {
                result.AddError(result.GetValue(interactive) ? "EXPR and --interactive exclude each other" : "give an expression, or --interactive");
            }
        });
        command.SetAction(result =>
        {
            var rules = result.GetValue(config) is { } path ? TriedRules.Load(CommonOptions.ResolveConfig(path, terminal), terminal) : null;
            var vms = new KnownVms(rules?.Configuration);
            var session = new EvalSession(rules?.Rules.Vocabulary ?? RuleVocabulary.Empty, vms, result.GetValue(vm), result.GetValue(place) ?? ExpressionPlace.Value, result.GetValue(output), terminal);
            if (result.GetValue(eventFile) is { } file)
            {
                session.TakeEvent(EventFile.Read(file, vms, result.GetValue(vm), terminal));
            }
            if (result.GetValue(expression) is { } text)
            {
                return session.Evaluate(text) ? ExitCode.Fine : ExitCode.Failed;
            }
            using var piped = new StreamReader(terminal.StandardInput());
            session.Converse(terminal.Input ?? piped);
            return ExitCode.Fine;
        });
        return command;
    }
}
