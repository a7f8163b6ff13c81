using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Reactions.Actions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>Renders what a step does. What a guest said becomes an argument or a JSON value, never a command, a name or a program.</summary>
internal static class StepRendering
{
    /// <summary>The question of <c>only_if</c>.</summary>
    public static StepRequest Question(FiringContext context, QmpAction action, OnlyIf onlyIf, string? process) => new()
    {
        Kind = action.Kind,
        Timeout = action.Timeout,
        Commands = [Command(context, onlyIf.Command)],
        IsQuestion = true,
        Process = process,
    };

    /// <summary>What the step itself does.</summary>
    public static StepRequest Act(FiringContext context, StepAction action, string? process) => action switch
    {
        GatherAction gather => new()
        {
            Kind = gather.Kind,
            Timeout = gather.Timeout,
            Commands = [.. gather.Commands.Select(command => Command(context, command))],
            IsQuestion = true,
            Process = process,
        },
        QmpAction qmp => new()
        {
            Kind = qmp.Kind,
            Timeout = qmp.Timeout,
            Commands = [.. qmp.Run.Select(command => Command(context, command))],
            AllowsDestructive = context.Rule.AllowsDestructive,
            Process = process,
        },
        ExecAction exec => new()
        {
            Kind = exec.Kind,
            Timeout = exec.Timeout,
            Arguments = [.. exec.Command.Select(argument => Text(context, argument))],
            Environment = exec.Environment.ToImmutableSortedDictionary(e => e.Key, e => Text(context, e.Value), StringComparer.Ordinal),
            Stdin = Stdin(context, exec),
            Directory = exec.Directory,
            User = exec.User,
        },
        _ => throw new InvalidOperationException($"No step is defined for the action {action.GetType().Name}."),
    };

    private static StepCommand Command(FiringContext context, QmpCommand command) =>
        new(command.Name, command.Arguments is { } arguments ? (ReadOnlyMemory<byte>?)arguments.Render(context.Activation) : null);

    private static string Text(FiringContext context, TextTemplate template)
    {
        var text = template.Render(context.Activation, out var missing);
        context.CountErrors(missing);

        // The system ends arguments and variables at a NUL: what follows it would be lost.
        return text.Replace('\0', '\uFFFD');
    }

    private static ReadOnlyMemory<byte> Stdin(FiringContext context, ExecAction exec)
    {
        if (exec.Stdin is null)
        {
            return context.StandardPayload();
        }

        var value = exec.Stdin.Evaluate(context.Activation);
        context.CountErrors(value.IsError ? 1 : 0);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        JsonLeaf.Write(writer, value);
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
