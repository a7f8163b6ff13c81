using System.Text.RegularExpressions;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// Refuses <c>has(vm.labels.x)</c> and <c>"x" in vm.labels</c>, and the same of facts: one that is absent reads as the empty text, so both would
/// always be true, which nobody who writes them means.
/// </summary>
internal static partial class LabelTests
{
    private const string Labels = """(?<labels>((vm|host|rule|alert)\.labels|vm\.facts|(first|last|previous)\.vm\.(labels|facts)))\b""";

    public static CelCompilation Refuse(CelCompilation compilation)
    {
        if (compilation.Program is not { } program)
            return compilation;

        // In the one spelling, macros expanded, texts and quoted names emptied.
        var found = Test().Match(Quoted().Replace(program.Canonical, "\"\""));
        if (!found.Success)
            return compilation;
        var labels = found.Groups["labels"].Value;
        var what = labels.EndsWith("facts", StringComparison.Ordinal) ? "fact" : "label";
        var message = $"a {what} that is absent reads as \"\", so this is always true: compare the {what} with \"\", such as {labels}.env != \"\"";
        return new(null, [.. compilation.Diagnostics, new(CelSeverity.Error, 0, program.Text.Length, message, null)]);
    }

    [GeneratedRegex($"""has\({Labels}|\bin {Labels}(?![.\[])""")]
    private static partial Regex Test();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
