namespace Reactor.Rules.Loading;

/// <summary>What a command may do, least first.</summary>
internal enum KnownRisk
{
    /// <summary>It changes nothing.</summary>
    Read,

    /// <summary>Nothing is lost by it.</summary>
    Reversible,

    /// <summary>The guest may lose something.</summary>
    Destructive,
}

/// <summary>Something wrong with a command's arguments.</summary>
/// <param name="Argument">The argument's name: as given, or the one that is missing.</param>
/// <param name="IsMissing">Whether it is missing, and not wrong.</param>
/// <param name="Message">What is wrong, for people, with what is right where that is known.</param>
internal sealed record CommandProblem(string Argument, bool IsMissing, string Message);

/// <summary>The commands that rules may name.</summary>
internal interface IKnownCommands
{
    /// <summary>All names.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>What a command may do; false for one that isn't known.</summary>
    bool TryRisk(string command, out KnownRisk risk);

    /// <summary>What is wrong with these arguments of a known command.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Names and, where it is known beforehand and a plain word, the value; else null.</param>
    IReadOnlyList<CommandProblem> Problems(string command, IReadOnlyDictionary<string, string?> arguments);
}
