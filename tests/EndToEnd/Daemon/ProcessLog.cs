using System.Text;

namespace EndToEnd.Daemon;

/// <summary>What a process writes, kept, and waited for line by line.</summary>
/// <param name="streams">How many streams are read into it.</param>
internal sealed class ProcessLog(int streams = 2)
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiting = [];
    private int _open = streams;

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }
    }

    public async Task ReadAsync(TextReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            Add(line);
        }
        lock (_gate)
        {
            if (--_open == 0)
            {
                _waiting.ForEach(w => w.Seen.TrySetException(new InvalidOperationException($"the process ended without saying '{w.Text}':\n{_text}")));
                _waiting.Clear();
            }
        }
    }

    public async Task WaitForAsync(string text, TimeSpan hangGuard)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_text.ToString().Contains(text, StringComparison.Ordinal))
            {
                return;
            }
            if (_open == 0)
            {
                throw new InvalidOperationException($"the process ended without saying '{text}':\n{_text}");
            }
            _waiting.Add((text, seen));
        }
        try
        {
            await seen.Task.WaitAsync(hangGuard);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"nothing said '{text}' within {hangGuard}:\n{Text}");
        }
    }

    private void Add(string line)
    {
        lock (_gate)
        {
            _text.AppendLine(line);
            foreach (var waiter in _waiting.Where(w => line.Contains(w.Text, StringComparison.Ordinal)).ToList())
            {
                waiter.Seen.TrySetResult();
                _waiting.Remove(waiter);
            }
        }
    }
}
