namespace Reactor.Qmp;

/// <summary>A schema can't be had or can't be used.</summary>
/// <param name="problems">What is wrong, each for people; at least one.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class QmpSchemaException(IReadOnlyList<string> problems, Exception? inner = null)
    : Exception(string.Join("; ", problems), inner)
{
    internal QmpSchemaException(string problem, Exception? inner = null)
        : this([problem], inner)
    {
    }

    /// <summary>What is wrong, each for people.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
