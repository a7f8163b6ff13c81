using Reactor.Reactions.Actions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>Renders what a step does. What a guest said becomes an argument or a JSON value, never a command, a name or a program.</summary>
internal static class StepRendering
{
    /// <summary>The question of <c>only_if</c>.</summary>
    public static StepRequest Question(FiringContext context, QmpAction action, OnlyIf onlyIf, string? process, StepBounds bounds) => new()
    {
        Kind = action.Kind,
        Timeout = action.Timeout,
        Commands = [Command(context, onlyIf.Command, bounds)],
        IsQuestion = true,
        Process = process,
    };

    /// <summary>What the step itself does.</summary>
    public static StepRequest Act(FiringContext context, StepAction action, string? process, StepBounds bounds) => action switch
    {
        GatherAction gather => new()
        {
            Kind = gather.Kind,
            Timeout = gather.Timeout,
            Commands = [.. gather.Commands.Select(command => Command(context, command, bounds))],
            IsQuestion = true,
            Process = process,
        },
        QmpAction qmp => new()
        {
            Kind = qmp.Kind,
            Timeout = qmp.Timeout,
            Commands = [.. qmp.Run.Select(command => Command(context, command, bounds))],
            AllowsDestructive = context.Rule.AllowsDestructive,
            Process = process,
        },
        ExecAction exec => new ProgramRendering(context, exec, bounds).Render(),
        _ => throw new InvalidOperationException($"No step is defined for the action {action.GetType().Name}."),
    };

    private static StepCommand Command(FiringContext context, QmpCommand command, StepBounds bounds) =>
        new(command.Name, command.Arguments is { } arguments ? (ReadOnlyMemory<byte>?)Whole(context, command.Name, arguments, bounds.MaxRequestBytes) : null);

    // Of a command nothing is cut: it would be another.
    private static byte[] Whole(FiringContext context, string command, BodyTemplate arguments, int maxBytes) => arguments.TryRender(context.Activation, maxBytes)
        ?? throw new StepRefusedException(new StepError(StepError.TooLarge, $"the arguments of {command} have more than the {maxBytes} bytes that are allowed"));
}
