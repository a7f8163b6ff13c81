using System.Diagnostics;

namespace Reactor.Bench.Scale;

/// <summary>A program of this build as a process of its own; what it says is counted line by line.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string[] _counted;
    private readonly int[] _counts;
    private readonly Queue<string> _last = new();

    private ChildProcess(Process process, string[] counted)
    {
        _process = process;
        _counted = counted;
        _counts = new int[counted.Length];
        Usage = new ProcessUsage(process.Id);
        _ = ReadAsync(process.StandardError);
        _ = ReadAsync(process.StandardOutput);
    }

    public int Id => _process.Id;

    public ProcessUsage Usage { get; }

    /// <summary>What it said last.</summary>
    public string Last
    {
        get
        {
            lock (_last)
                return string.Join('\n', _last);
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="counted">Lines that contain one of these are counted.</param>
    /// <param name="program">The file beside this one, or where it lies: a library, or a published program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ChildProcess Start(string[] counted, string program, params string[] arguments)
    {
        var file = Path.Combine(AppContext.BaseDirectory, program);
        var isLibrary = file.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : file, isLibrary ? [file, .. arguments] : arguments)
        {
            RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE"] = "false";
        // A daemon is started as people start it.
        start.Environment.Remove("DOTNET_TC_CallCountingDelayMs");
        return new ChildProcess(Process.Start(start)!, counted);
    }

    /// <summary>How many lines contained the text.</summary>
    public int Count(string counted) => Volatile.Read(ref _counts[Array.IndexOf(_counted, counted)]);

    /// <summary>Ends it with SIGTERM, or by its input where it reads that.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.HasExited)
            Process.Start("kill", $"{_process.Id}").Dispose();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            for (var i = 0; i < _counted.Length; i++)
            {
                if (line.Contains(_counted[i], StringComparison.Ordinal))
                    Interlocked.Increment(ref _counts[i]);
            }

            lock (_last)
            {
                _last.Enqueue(line);
                if (_last.Count > 20)
                    _last.Dequeue();
            }
        }
    }
}
