using System.Buffers;
using System.Text.Json;
using Reactor.Qmp;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Steps;

/// <summary>
/// Where pictures of screens are kept: the newest of them. QEMU writes the file, so its user must be able to write to the folder. PNG from
/// QEMU 7.1 on where it was built in, else PPM.
/// </summary>
/// <param name="path">The folder, absolute; made when it is needed first.</param>
internal sealed class ScreendumpFolder(string path)
{
    /// <summary>Pictures that are kept.</summary>
    internal const int MostKept = 100;

    private const string Command = "screendump";

    private static readonly Version s_png = new(7, 1);

    private readonly Lock _lock = new();

    /// <summary>Takes a picture; the answer is <c>{"path": ...}</c>.</summary>
    /// <exception cref="QmpException">As <see cref="QmpConnection.ExecuteAsync"/>.</exception>
    public async Task<CommandResult> TakeAsync(LiveVm vm, string name, TimeSpan timeout, CancellationToken ct)
    {
        if (vm.Connection.Peer is null)
            return Failure($"the VM is not known to run on this host ({vm.Identity.Address}), and QEMU writes the picture where it runs");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure($"the folder for pictures can't be made: {e.Message}");
        }

        if (Version.TryParse(vm.Identity.QemuVersion, out var version) && version >= s_png)
        {
            var png = await TakeAsync(vm, Path.Combine(path, name + ".png"), "png", timeout, ct).ConfigureAwait(false);
            if (png.Error is null)
                return png;
        }

        return await TakeAsync(vm, Path.Combine(path, name + ".ppm"), null, timeout, ct).ConfigureAwait(false);
    }

    private async Task<CommandResult> TakeAsync(LiveVm vm, string file, string? format, TimeSpan timeout, CancellationToken ct)
    {
        var reply = await vm.Connection.ExecuteAsync(Command, Arguments(file, format), timeout, ct).ConfigureAwait(false);
        if (reply is not QmpReturn)
            return CommandRunner.Answer(Command, reply);
        RemoveOld();
        return new CommandResult(Command, Json(writer => writer.WriteString("path", file)));
    }

    private void RemoveOld()
    {
        lock (_lock)
        {
            try
            {
                var old = new DirectoryInfo(path).EnumerateFiles()
                    .Where(file => file.Extension is ".png" or ".ppm")
                    .OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)
                    .Skip(MostKept);
                foreach (var file in old)
                    file.Delete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // One that can't be removed now is removed with the next picture.
            }
        }
    }

    private static byte[] Arguments(string file, string? format) => Json(writer =>
    {
        writer.WriteString("filename", file);
        if (format is not null)
            writer.WriteString("format", format);
    });

    private static byte[] Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static CommandResult Failure(string why) => new(Command, null, new StepError(StepError.NotStarted, why));
}
