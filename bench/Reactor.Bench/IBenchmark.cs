namespace Reactor.Bench;

/// <summary>A group of measurements that are run together. To add one: a class that implements this, and a line in <see cref="Program"/>.</summary>
internal interface IBenchmark
{
    /// <summary>What it is asked for by.</summary>
    string Name { get; }

    /// <summary>What is measured, in a sentence.</summary>
    string Subject { get; }

    /// <summary>What is to be reached, in a sentence.</summary>
    string Target { get; }

    /// <summary>Sets up what is measured, one after the other as they are asked for; each baseline before those that it is the baseline of.</summary>
    /// <param name="isQuick">Leaves out what takes long to set up.</param>
    IEnumerable<Measured> Measurements(bool isQuick);

    /// <summary>What follows from the figures, a line each: ratios, sizes.</summary>
    /// <param name="figures">What was measured, by name.</param>
    IEnumerable<string> Findings(IReadOnlyDictionary<string, Figure> figures) => [];
}

/// <summary>One operation to be measured.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Run">Does it so many times; its result is summed up, so that nothing of it can be left out by the compiler.</param>
/// <param name="Baseline">The name of what it is compared with, measured before it in the same run; null where it is a baseline itself.</param>
internal sealed record Measured(string Name, Func<int, long> Run, string? Baseline = null);
