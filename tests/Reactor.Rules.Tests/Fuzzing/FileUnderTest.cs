using Reactor.Measuring;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Fuzzing;

/// <summary>What must hold for every text that is given as a rule file or a configuration. A hang shows as memory that was asked for.</summary>
internal static class FileUnderTest
{
    private const long MaxLoadBytes = 512L * 1024 * 1024;
    private const int MaxShown = 4_000_000;

    /// <returns>Whether it loads.</returns>
    public static bool CheckRules(string text) => Check(text, Loaded.RuleFile);

    /// <returns>Whether it loads.</returns>
    public static bool CheckSettings(string text) => Check(text, Loaded.Settings);

    private static bool Check(string text, Func<string, LoadResult> load)
    {
        LoadResult result = null!;
        var shown = "";
        var bytes = Allocated.Once(() =>
        {
            result = load(text);
            shown = result.FormatDiagnostics();
        });
        Assert.True(bytes < MaxLoadBytes, $"loading took {bytes} bytes");
        Assert.Equal(result.HasErrors, result.Rules is null);
        Assert.InRange(result.Diagnostics.Count, 0, DiagnosticBag.Capacity + 1);
        Assert.InRange(shown.Length, 0, MaxShown);
        Assert.DoesNotContain(shown, c => c != '\n' && char.IsControl(c));
        Assert.All(result.Diagnostics, d => Assert.True(d.IsOfFile || (d.Line > 0 && d.Column > 0 && d.Length > 0), $"{d} has no place"));
        return !result.HasErrors;
    }
}
