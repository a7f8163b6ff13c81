namespace Reactor.Bench;

/// <summary>Something that takes whole processes.</summary>
internal interface IScenario
{
    /// <summary>What it is asked for by.</summary>
    string Name { get; }

    /// <summary>What is measured, in a sentence.</summary>
    string Subject { get; }

    /// <summary>Whether it knows <c>--quick</c>, for rough figures in seconds, and is played with all benchmarks; else it is played by its name alone.</summary>
    bool HasQuick => false;

    /// <summary>Plays it and prints what was found.</summary>
    /// <param name="options">The command line.</param>
    Task RunAsync(string[] options);
}
