namespace Reactor.CommandLine;

/// <summary>Ends a command with a message for the person who gave it.</summary>
internal sealed class CommandFailedException(string message, int code = ExitCode.Failed) : Exception(message)
{
    /// <summary>One of <see cref="ExitCode"/>.</summary>
    public int Code { get; } = code;
}
