using Reactor.Output;
using Reactor.Qmp;

namespace Reactor.CommandLine;

/// <summary>Gets what one VM's QEMU says of itself (<c>query-qmp-schema</c>): from its monitor, or from a file that the answer was saved to.</summary>
internal static class VmSchema
{
    private const string HowToSave = "An answer is saved with, say: virsh qemu-monitor-command VM '{\"execute\": \"query-qmp-schema\"}' > schema.json";

    // Opening a socket as a file fails with ENXIO, whoever may use it.
    private const int NoSuchDevice = 6;

    /// <summary>Asks or reads.</summary>
    /// <param name="source"><c>unix:PATH</c>, <c>tcp:HOST:PORT</c>, a socket's path, or a file's.</param>
    /// <param name="cancellation">Gives up asking.</param>
    /// <exception cref="CommandFailedException">There is no schema to be had from it: why, and what to do.</exception>
    public static async Task<QmpSchema> GetAsync(string source, CancellationToken cancellation)
    {
        if (source.Length == 0)
        {
            throw new CommandFailedException("--schema-from names nothing: give a monitor's socket, or a file with a saved answer to query-qmp-schema", ExitCode.Usage);
        }
        if (source.StartsWith("unix:", StringComparison.Ordinal) || source.StartsWith("tcp:", StringComparison.Ordinal))
        {
            return await AskAsync(source, cancellation);
        }
        return Read(source) is { } text ? Parse(source, text, null) : await AskAsync($"unix:{Path.GetFullPath(source)}", cancellation);
    }

    private static async Task<QmpSchema> AskAsync(string text, CancellationToken cancellation)
    {
        if (!QmpAddress.TryParse(text, out var address, out var error))
        {
            throw Failed(error);
        }
        try
        {
            var fetched = await QmpSchemaFetcher.FetchAsync(address, QmpConnectionOptions.Default, cancellation);
            return Parse(text, fetched.Json, fetched.Greeting.Version);
        }
        catch (QmpException e)
        {
            throw Failed($"{e.Message}{(e.Kind == QmpFailure.Occupied ? $". Give the VM a second monitor, or check against a saved answer. {HowToSave}" : "")}");
        }
        catch (QmpSchemaException e)
        {
            throw Failed(e.Message);
        }
    }

    /// <summary>A file's bytes; null for a socket.</summary>
    private static ReadOnlyMemory<byte>? Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw Failed($"{path} is a folder. Give a monitor's socket, or a file with a saved answer to query-qmp-schema");
            }
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            // One byte too many is enough for the reader to refuse it.
            for (int read; content.Length <= QmpSchemaReader.MaxBytes && (read = file.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, read);
            }
            return content.ToArray();
        }
        catch (IOException e) when (e.HResult == NoSuchDevice)
        {
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failed($"there is no {path}. Give a monitor's socket, or a file with a saved answer to query-qmp-schema. {HowToSave}");
        }
        catch (UnauthorizedAccessException)
        {
            throw Failed($"{path} may not be read: permission denied. Run this as a user who may, or check against a saved answer. {HowToSave}");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Failed($"{path} can't be read: {e.Message}");
        }
    }

    private static QmpSchema Parse(string source, ReadOnlyMemory<byte> text, string? version)
    {
        try
        {
            return QmpSchemaReader.Read(text, version);
        }
        catch (QmpSchemaException e)
        {
            var problems = string.Concat(e.Problems.Select(p => $"\n  {Printable.Of(p)}"));
            throw Failed($"{source} gives no schema of a QEMU:{problems}\n{HowToSave}");
        }
    }

    private static CommandFailedException Failed(string message) => new($"--schema-from: {string.Join('\n', message.Split('\n').Select(line => Printable.Of(line, 2048)))}");
}
