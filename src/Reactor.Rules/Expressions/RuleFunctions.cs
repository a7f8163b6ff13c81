using Reactor.Cel;
using Reactor.Qmp;

namespace Reactor.Rules.Expressions;

/// <summary>The functions that the rule language adds to CEL.</summary>
internal static class RuleFunctions
{
    // At worst every character is compared with all of the pattern.
    private const int ComparisonsPerStep = 64;

    public static void Add(CelEnvironmentBuilder builder)
    {
        CelType text = CelType.String, number = CelType.Int;
        builder.AddFunction("ost.source", [number], text, static a => CelValue.From(OstCodes.Source(a[0].AsInt)));
        builder.AddFunction("ost.status", [number, number], text, static a => CelValue.From(OstCodes.Status(a[0].AsInt, a[1].AsInt)));
        builder.AddFunction("glob", [text, text], CelType.Bool, Glob, cost: static a => (long)a[0].AsString.Length * a[1].AsString.Length / ComparisonsPerStep);
        builder.AddFunction("cidr", [text, text], CelType.Bool, Cidr, constants: static (i, value) => i == 1 && !AddressBlock.TryParse(value.AsString, out _) ? NoBlock(value.AsString) : null);
        builder.AddFunction("bytes_text", [number], text, static a => CelValue.From(ByteText.Of(a[0].AsInt)));
        builder.AddFunction("bytes_text", [CelType.Uint], text, static a => CelValue.From(ByteText.Of(a[0].AsUint)));
    }

    private static CelValue Glob(ReadOnlySpan<CelValue> arguments) => CelValue.From(TextGlob.IsMatch(arguments[1].AsString, arguments[0].AsString));

    private static CelValue Cidr(ReadOnlySpan<CelValue> arguments) =>
        AddressBlock.TryParse(arguments[1].AsString, out var block)
            ? CelValue.From(block.Contains(arguments[0].AsString))
            : CelValue.Error(CelErrorKind.Invalid, $"cidr: {NoBlock(arguments[1].AsString)}");

    private static string NoBlock(string text) => $"\"{text}\" is no block of addresses such as \"10.0.0.0/8\" or \"fd00::/8\"";
}
