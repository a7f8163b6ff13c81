namespace Reactor.Demo;

/// <summary>How a demo is told.</summary>
internal interface IDemoReport
{
    void Started(DemoSetup setup, string receiver);

    void Connected(string vm, TimeSpan elapsed);

    void Step(DemoStep step, TimeSpan elapsed);

    void Seen(SeenReaction seen);

    /// <param name="missing">Expected and not seen; empty for a success.</param>
    /// <param name="elapsed">Since the start.</param>
    /// <param name="kept">Where things go on to run; null where they end.</param>
    void Ended(IReadOnlyList<string> missing, TimeSpan elapsed, DemoSetup? kept);
}
