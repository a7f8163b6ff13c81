namespace Reactor.Bench;

/// <summary>Something that takes minutes and whole processes: run by its name alone.</summary>
internal interface IScenario
{
    /// <summary>What it is asked for by.</summary>
    string Name { get; }

    /// <summary>What is measured, in a sentence.</summary>
    string Subject { get; }

    /// <summary>Plays it and prints what was found.</summary>
    /// <param name="options">What stands behind the name on the command line.</param>
    Task RunAsync(string[] options);
}
