using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Payloads;
using Reactor.Reactions.Text;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>Renders what a program is given: what is too long is cut and noted, so that no text of a guest keeps it from being run. For one rendering.</summary>
internal sealed class ProgramRendering(FiringContext context, ExecAction action, StepBounds bounds)
{
    private readonly List<string> _cut = [];

    public StepRequest Render()
    {
        var arguments = action.Command.Select((argument, index) => Text($"argv[{index}]", argument)).ToImmutableArray();
        var environment = action.Environment.ToImmutableSortedDictionary(e => e.Key, e => Text($"env.{e.Key}", e.Value), StringComparer.Ordinal);
        var stdin = action.Stdin is null ? Standard() : Own(action.Stdin.Evaluate(context.Activation));
        return new()
        {
            Kind = action.Kind,
            Timeout = action.Timeout,
            Arguments = arguments,
            Environment = environment,
            Stdin = stdin,
            Directory = action.Directory,
            User = action.User,
            Cut = [.. _cut],
        };
    }

    private string Text(string name, TextTemplate template)
    {
        if (template.IsConstant)
        {
            return ForSystem(template.Render(context.Activation, new RenderBounds(int.MaxValue)));
        }

        var room = RoomOfText();
        var limit = new RenderBounds(room);
        var text = template.Render(context.Activation, limit);
        context.CountErrors(limit.Missing);
        var safe = ForSystem(text);
        var fitting = BoundedText.Cut(safe, room);
        if (limit.IsCut || !ReferenceEquals(fitting, safe))
        {
            _cut.Add(name);
        }

        return fitting;
    }

    // The system bounds all of them together, too.
    private int RoomOfText()
    {
        var rendered = action.Command.Concat(action.Environment.Values).Count(text => !text.IsConstant);
        return Math.Min(bounds.MaxTextBytes, bounds.MaxTextsBytes / rendered);
    }

    // The system ends arguments and variables at a NUL: what follows it would be lost.
    private static string ForSystem(string text) => text.Replace('\0', '\uFFFD');

    private ReadOnlyMemory<byte> Standard()
    {
        var payload = StandardPayload.Write(context.Content(), bounds.MaxStdinBytes, out var isWhole);
        NoteStdin(!isWhole);
        return payload;
    }

    private ReadOnlyMemory<byte> Own(CelValue value)
    {
        context.CountErrors(value.IsError ? 1 : 0);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        var limit = new RenderBounds(bounds.MaxStdinBytes);
        JsonLeaf.Write(writer, value, limit);
        writer.Flush();
        NoteStdin(limit.IsCut);
        return buffer.WrittenMemory;
    }

    private void NoteStdin(bool isCut)
    {
        if (isCut)
        {
            _cut.Add("stdin");
        }
    }
}
