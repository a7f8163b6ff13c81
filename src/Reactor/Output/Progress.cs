using System.Globalization;
using Reactor.CommandLine;

namespace Reactor.Output;

/// <summary>
/// How far long work is: one line of the error output that is written anew, from when the work has taken a second until it ends. Nothing where nobody looks at it: where
/// that is no screen, or programs read the results. What is written meanwhile stands above it, if it is written to <see cref="Terminal"/>.
/// </summary>
internal sealed class Progress : IDisposable
{
    private const int Cells = 20;
    private const int Columns = 79;

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly TextWriter _screen;
    private readonly Func<long, long, string> _text;
    private readonly ITimer? _timer;
    private long _done;
    private long _all;
    private int _drawn;
    private bool _isEnded;

    /// <summary>Begins it.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="format">For whom the results are.</param>
    /// <param name="text">What is said, from how much is done and how much there is; of the latter nothing is known where it is 0.</param>
    public Progress(Terminal terminal, OutputFormat format, Func<long, long, string> text)
    {
        (_screen, _text, Terminal) = (terminal.Error, text, terminal);
        if (terminal.IsErrorScreen && format != OutputFormat.Json)
        {
            Terminal = terminal with { Error = new AboveProgress(terminal.Error, this), Out = terminal.IsScreen ? new AboveProgress(terminal.Out, this) : terminal.Out };
            _timer = terminal.Time.CreateTimer(_ => Draw(), null, s_first, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The terminal to write to meanwhile.</summary>
    public Terminal Terminal { get; }

    /// <summary>So much is done. Costs nothing.</summary>
    public void Report(long done, long all)
    {
        Volatile.Write(ref _all, all);
        Volatile.Write(ref _done, done);
    }

    /// <summary>Takes it away for good.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        Above(() => _isEnded = true);
    }

    /// <summary>Does something on the screen where the line was.</summary>
    internal void Above(Action write)
    {
        lock (_lock)
        {
            if (_drawn > 0)
            {
                _screen.Write($"\r{new string(' ', _drawn)}\r");
                _drawn = 0;
            }
            write();
        }
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }
            _timer!.Change(s_period, Timeout.InfiniteTimeSpan);
            // In the middle of somebody's line there is no place for it.
            if (new[] { Terminal.Out, Terminal.Error }.OfType<AboveProgress>().Any(writer => writer.IsInLine))
            {
                return;
            }
            var line = Line(Volatile.Read(ref _done), Volatile.Read(ref _all));
            _screen.Write($"\r{line.PadRight(_drawn)}");
            _screen.Flush();
            _drawn = line.Length;
        }
    }

    private string Line(long done, long all)
    {
        // The last column stays free: what is written there goes on in the next line.
        var (text, room) = (_text(done, all), Math.Max(1, Math.Min(Columns, Terminal.ErrorWidth - 1)));
        if (all > 0)
        {
            var part = Math.Clamp((double)done / all, 0, 1);
            var filled = (int)(part * Cells);
            var told = string.Create(CultureInfo.InvariantCulture, $"{(int)(part * 100),3} %  {text}");
            var bar = $"[{new string('#', filled)}{new string('-', Cells - filled)}] ";
            text = bar.Length + told.Length <= room ? bar + told : told.TrimStart();
        }
        return Printable.Of(text, room);
    }
}
