using System.Text.RegularExpressions;

namespace EndToEnd.Daemon;

/// <summary>A call of the kernel, as strace wrote it down.</summary>
/// <param name="Began">The number of the line in which it began.</param>
/// <param name="Ended">The number of the line in which it returned.</param>
/// <param name="Text">The call with what it was given and what it returned.</param>
internal sealed partial record KernelCall(int Began, int Ended, string Text)
{
    public bool Succeeded => !Text.Contains(") = -1", StringComparison.Ordinal);

    /// <summary>Reads a trace; calls that another thread's came between are put together again.</summary>
    public static IReadOnlyList<KernelCall> Read(string path)
    {
        var calls = new List<KernelCall>();
        var open = new Dictionary<string, (int Began, string Text)>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var (thread, text) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[line.IndexOf(' ', StringComparison.Ordinal)..].TrimStart());
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                open[thread] = (number, text[..^"<unfinished ...>".Length]);
            else if (Resumed().Match(text) is { Success: true } resumed && open.Remove(thread, out var begun))
                calls.Add(new KernelCall(begun.Began, number, string.Concat(begun.Text, text.AsSpan(resumed.Length))));
            else if (text.Length > 0 && text[0] is not '+' and not '-')
                calls.Add(new KernelCall(number, number, text));
        }

        return calls;
    }

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>")]
    private static partial Regex Resumed();
}
