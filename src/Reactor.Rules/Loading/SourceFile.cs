namespace Reactor.Rules.Loading;

/// <summary>A file as read.</summary>
/// <param name="Path">The path as the user gave it.</param>
/// <param name="Text">All of its text.</param>
public sealed record SourceFile(string Path, string Text);

/// <summary>A file or folder can't be read. The message says why, for people, without the path.</summary>
public sealed class SourceFileException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">Why, without the path.</param>
    /// <param name="suggestion">What to do; null where that can't be told.</param>
    /// <param name="inner">The cause.</param>
    public SourceFileException(string message, string? suggestion = null, Exception? inner = null)
        : base(message, inner) => Suggestion = suggestion;

    /// <summary>What to do; null where that can't be told.</summary>
    public string? Suggestion { get; }
}
