using System.Text.RegularExpressions;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>
/// Refuses <c>has(vm.labels.x)</c> and <c>"x" in vm.labels</c>: a label that is absent reads as the empty text, so both would always be
/// true, which nobody who writes them means.
/// </summary>
internal static partial class LabelTests
{
    public static CelCompilation Refuse(CelCompilation compilation)
    {
        if (compilation.Program is not { } program)
            return compilation;

        // In the one spelling, macros expanded, texts and quoted names emptied.
        var found = Test().Match(Quoted().Replace(program.Canonical, "\"\""));
        if (!found.Success)
            return compilation;
        var labels = found.Groups["labels"].Value;
        var message = $"a label that is absent reads as \"\", so this is always true: compare the label with \"\", such as {labels}.env != \"\"";
        return new(null, [.. compilation.Diagnostics, new(CelSeverity.Error, 0, program.Text.Length, message, null)]);
    }

    [GeneratedRegex("""has\((?<labels>(vm|host|rule|alert)\.labels)\b|\bin (?<labels>(vm|host|rule|alert)\.labels)\b(?![.\[])""")]
    private static partial Regex Test();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
