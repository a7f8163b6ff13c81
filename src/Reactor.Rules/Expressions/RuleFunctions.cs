using Reactor.Cel;
using Reactor.Qmp;

namespace Reactor.Rules.Expressions;

/// <summary>The functions that the rule language adds to CEL.</summary>
internal static class RuleFunctions
{
    // A glob takes at most this many comparisons; host functions aren't charged by the step budget.
    private const long MaxGlobWork = 10_000_000;

    public static void Add(CelEnvironmentBuilder builder)
    {
        CelType text = CelType.String, number = CelType.Int;
        builder.AddFunction("ost.source", [number], text, static a => CelValue.From(OstCodes.Source(a[0].AsInt)));
        builder.AddFunction("ost.status", [number, number], text, static a => CelValue.From(OstCodes.Status(a[0].AsInt, a[1].AsInt)));
        builder.AddFunction("glob", [text, text], CelType.Bool, Glob);
        builder.AddFunction("cidr", [text, text], CelType.Bool, Cidr);
        builder.AddFunction("bytes_text", [number], text, static a => CelValue.From(ByteText.Of(a[0].AsInt)));
        builder.AddFunction("bytes_text", [CelType.Uint], text, static a => CelValue.From(ByteText.Of(a[0].AsUint)));
    }

    private static CelValue Glob(ReadOnlySpan<CelValue> arguments)
    {
        string text = arguments[0].AsString, pattern = arguments[1].AsString;
        return (long)text.Length * pattern.Length > MaxGlobWork
            ? CelValue.Error(CelErrorKind.Budget, "glob: text and pattern are too long")
            : CelValue.From(TextGlob.IsMatch(pattern, text));
    }

    private static CelValue Cidr(ReadOnlySpan<CelValue> arguments) =>
        AddressBlock.TryParse(arguments[1].AsString, out var block)
            ? CelValue.From(block.Contains(arguments[0].AsString))
            : CelValue.Error(CelErrorKind.Invalid, $"cidr: \"{arguments[1].AsString}\" is no block of addresses such as \"10.0.0.0/8\" or \"fd00::/8\"");
}
