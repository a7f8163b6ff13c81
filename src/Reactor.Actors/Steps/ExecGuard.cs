using System.Text;

namespace Reactor.Actors.Steps;

/// <summary>
/// A process that outlives the daemon by a moment: it is told of every program before that is started (<c>+MARK</c>) and when it has ended
/// (<c>-MARK</c>), a line each. When the pipe ends, since the daemon did, it kills those that are left with all that they have started, and ends too.
/// </summary>
public static class ExecGuard
{
    /// <summary>The command of the program that runs it.</summary>
    public const string Command = "exec-guard";

    private const int LongestLine = 256;
    private const int MostPrograms = 1_000;

    /// <summary>Runs it, to its end.</summary>
    /// <param name="pipe">What the daemon says.</param>
    /// <returns>How many processes were killed.</returns>
    public static int Run(Stream pipe)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        var running = new HashSet<string>(StringComparer.Ordinal);
        using (var reader = new StreamReader(pipe, Encoding.UTF8, false, 4096, leaveOpen: true))
        {
            try
            {
                while (reader.ReadLine() is { } line)
                    Hear(line, running);
            }
            catch (IOException)
            {
                // The other end is gone in another way.
            }
        }

        return running.Count == 0 ? 0 : ProgramReaper.Kill(running.Contains);
    }

    private static void Hear(string line, HashSet<string> running)
    {
        if (line.Length is < 2 or > LongestLine)
            return;
        if (line[0] == '+' && running.Count < MostPrograms)
            running.Add(line[1..]);
        else if (line[0] == '-')
            running.Remove(line[1..]);
    }
}
