using System.Text;

namespace Reactor.Actors.Steps;

/// <summary>
/// By what a program and all that it starts is known: an environment variable that no other program has, which children inherit. The kernel shows
/// the environment that a process was started with in <c>/proc/PID/environ</c>.
/// </summary>
internal static class ProgramMark
{
    /// <summary>The variable.</summary>
    public const string Variable = "REACTOR_EXEC";

    /// <summary>Whether an environment, variables ended by NULs, has one of the marks.</summary>
    public static bool IsIn(ReadOnlySpan<byte> environment, Func<string, bool> isMeant)
    {
        ReadOnlySpan<byte> prefix = "REACTOR_EXEC="u8;
        while (!environment.IsEmpty)
        {
            var end = environment.IndexOf((byte)0);
            var variable = end < 0 ? environment : environment[..end];
            if (variable.StartsWith(prefix) && isMeant(Encoding.UTF8.GetString(variable[prefix.Length..])))
                return true;
            environment = end < 0 ? [] : environment[(end + 1)..];
        }

        return false;
    }
}
