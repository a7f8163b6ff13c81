using System.Text;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Reactions.Simulation;
using Reactor.Reactions.Simulation.Recordings;
using Reactor.Rules.Engine;

namespace Reactor.Trying;

/// <summary>A file with one event, as QMP prints it (on one line or several), with the VM's name under <c>vm</c> if need be.</summary>
internal static class EventFile
{
    /// <summary>The path that means standard input.</summary>
    public const string StandardInput = "-";

    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vms">The VMs that are configured.</param>
    /// <param name="vm">The VM that it is of, where it doesn't say so; null: the only one that is configured.</param>
    /// <param name="terminal">Where it is told which VM was taken.</param>
    /// <exception cref="CommandFailedException">It can't be read, or is no event.</exception>
    public static SeenEvent Read(string path, KnownVms vms, string? vm, Terminal terminal)
    {
        var line = RecordedLine.Read(OnOneLine(Bytes(path, terminal)), 1);
        return line switch
        {
            { Kind: RecordedKind.Event, Event: { } read } => Seen(read, Vm(line.Vm, vm, vms, path, terminal), read.Timestamp?.ToDateTimeOffset() ?? terminal.Time.GetUtcNow(), 1),
            { Kind: RecordedKind.Blank } => throw Bad(path, "it is empty"),
            { Kind: RecordedKind.Other } => throw Bad(path, "it is a greeting or a reply, not an event"),
            _ => throw Bad(path, line.Problem ?? "it is no event"),
        };
    }

    /// <summary>A recorded event as the engine sees it.</summary>
    public static SeenEvent Seen(Qmp.QmpEvent read, VmView vm, DateTimeOffset at, long number)
    {
        var after = vm with { Status = Qmp.RunState.After(vm.Status, read.Name, read.Data) };
        return new SeenEvent(after, new VmEvent
        {
            Id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"replay/{number}"),
            Name = read.Name,
            Data = read.Data,
            At = at,
            QemuMicroseconds = read.Timestamp is { } t ? (t.Seconds * 1_000_000) + t.Microseconds : null,
            Origin = EventOrigin.Replay,
        });
    }

    private static VmView Vm(string? told, string? named, KnownVms vms, string path, Terminal terminal)
    {
        var meant = MeantVm.Of(told, named, vms, $"{Printable.Of(path)}: the event");
        if (told is not null && named is not null && told != named)
        {
            throw new CommandFailedException($"{Printable.Of(path)}: the event is of VM {Printable.Of(told)}, and --vm names {Printable.Of(named)}", ExitCode.Usage);
        }
        if (told is null && named is null && meant is not null)
        {
            terminal.Error.WriteLine($"the event doesn't say which VM it is of: {Printable.Of(meant)} is taken, the only one that is configured");
        }
        return vms.Find(meant);
    }

    private static byte[] Bytes(string path, Terminal terminal)
    {
        if (path != StandardInput && !File.Exists(path))
        {
            throw Bad(path, Directory.Exists(path) ? "it is a folder" : "there is no such file");
        }
        using var file = path == StandardInput ? terminal.StandardInput() : File.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxBytes)
            {
                throw Bad(path, $"it has more than {MaxBytes / 1024 / 1024} MiB; one event is wanted (a recording is for 'reactor replay')");
            }
        }
        return content.ToArray();
    }

    // The reader of lines takes no line breaks at the ends; within JSON they are blanks.
    private static ReadOnlySpan<byte> OnOneLine(byte[] text)
    {
        var content = text.AsSpan().Trim(" \t\r\n"u8);
        return content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
    }

    private static CommandFailedException Bad(string path, string what) => new($"{Printable.Of(path)}: {what}. One event as QMP prints it is wanted, such as {{\"event\": \"RESET\", \"data\": {{\"guest\": true, \"reason\": \"guest-reset\"}}}}");
}
