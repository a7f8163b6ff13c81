using System.Globalization;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace Reactor.Fuzzing;

/// <summary>Runs of many texts, each of a seed of its own, so that one that fails can be had again.</summary>
internal static class Fuzz
{
    /// <summary>How many texts a long run has; <see cref="SeedVariable"/> repeats a run.</summary>
    public const string RunsVariable = "REACTOR_FUZZ_RUNS";

    public const string SeedVariable = "REACTOR_LONG_SEED";

    /// <summary>Checks texts; <paramref name="check"/> tells whether one was accepted, which some of them must be: else nothing was tested.</summary>
    public static void Run(ITestOutputHelper output, int runs, Func<Random, string> text, Func<string, bool> check)
    {
        var first = Setting(SeedVariable, RandomNumberGenerator.GetInt32(int.MaxValue));
        output.WriteLine($"{runs} texts, {SeedVariable}={first}");
        long characters = 0, accepted = 0;
        for (var i = 0; i < runs; i++)
        {
            var one = text(new Random(unchecked(first + i)));
            characters += one.Length;
            try
            {
                accepted += check(one) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"text {i} of seed {first} (alone: {SeedVariable}={unchecked(first + i)}): {Escaped(one)}", e);
            }
        }

        output.WriteLine($"{characters} characters in all, {accepted} texts accepted");
        Assert.InRange(accepted, 1, runs - 1);
    }

    public static int LongRuns(int otherwise) => Setting(RunsVariable, otherwise);

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string Escaped(string text) =>
        string.Concat(text.Take(3000).Select(c => c is >= ' ' and < '\u007f' ? c.ToString() : $"\\u{(int)c:x4}"));
}
