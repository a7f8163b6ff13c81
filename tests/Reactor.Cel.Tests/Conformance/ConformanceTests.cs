using Xunit.Abstractions;

namespace Reactor.Cel.Tests.Conformance;

/// <summary>
/// Cases derived from the CEL specification's own, where the file is at hand: beside the checkout, or named by REACTOR_CEL_CASES.
/// </summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const string Variable = "REACTOR_CEL_CASES";

    [Fact]
    public void Cases_of_the_specification_come_out_as_listed()
    {
        if (FindFile() is not { } file)
        {
            output.WriteLine($"No cases were run: ../shared/cel-conformance/cases.jsonl is not there and {Variable} is not set.");
            return;
        }

        var wrong = new List<string>();
        var passed = 0;
        foreach (var line in File.ReadLines(file).Where(l => l.Length > 0))
        {
            var test = ConformanceCase.Parse(line);
            var failure = test.Run();
            var isKnown = KnownFailures.Reasons.ContainsKey(test.Name);
            output.WriteLine($"{(failure is null ? "passed" : "failed")} {test.Name}{(failure is null ? "" : $": {test.Expression} {failure}")}");
            passed += failure is null ? 1 : 0;
            if (failure is null == isKnown)
                wrong.Add(isKnown ? $"{test.Name} passes, but is listed as a known failure" : $"{test.Name}: {test.Expression} {failure}");
        }

        output.WriteLine($"{passed} passed, {wrong.Count} not as listed");
        Assert.True(passed > 0, $"{file} holds no cases");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? FindFile()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reactor.sln")))
            {
                var file = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "cel-conformance", "cases.jsonl"));
                return File.Exists(file) ? file : null;
            }
        }

        return null;
    }
}
