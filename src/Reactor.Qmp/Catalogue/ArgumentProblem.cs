namespace Reactor.Qmp;

/// <summary>Kinds of <see cref="ArgumentProblem"/>.</summary>
public enum ArgumentProblemKind
{
    /// <summary>The command takes no argument of this name.</summary>
    Unknown,

    /// <summary>The command needs this argument, and it isn't given.</summary>
    Missing,

    /// <summary>The argument takes one of some words, and this isn't one.</summary>
    UnknownValue,
}

/// <summary>Something wrong with the arguments of a command.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Argument">The argument's name: as given, or the one that is missing.</param>
/// <param name="Nearest">The name or word that was probably meant; null when none is near.</param>
/// <param name="Message">The same for people.</param>
public sealed record ArgumentProblem(ArgumentProblemKind Kind, string Argument, string? Nearest, string Message);
