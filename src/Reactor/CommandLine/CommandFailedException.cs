namespace Reactor.CommandLine;

/// <summary>Ends a command with a message for the person who gave it.</summary>
internal class CommandFailedException(string message, int code = ExitCode.Failed, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="ExitCode"/>.</summary>
    public int Code { get; } = code;
}

/// <summary>The daemon was asked and did not answer to the end: whether it did what it was asked for can't be told.</summary>
internal sealed class DaemonLostException(string message) : CommandFailedException(message);
