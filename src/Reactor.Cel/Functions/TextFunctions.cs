using Reactor.Cel.Evaluation;
using Reactor.Cel.Patterns;

namespace Reactor.Cel.Functions;

/// <summary>The standard functions on strings, and <c>size</c>.</summary>
internal static class TextFunctions
{
    private static readonly CelType AnyList = CelType.ListOf(CelType.Dyn);
    private static readonly CelType AnyMap = CelType.MapOf(CelType.Dyn, CelType.Dyn);

    public static void AddTo(FunctionTable table)
    {
        foreach (var isMethod in new[] { false, true })
        {
            table.Add(Overload.Of("size", isMethod, [CelType.String], CelType.Int, Size));
            table.Add(Overload.Of("size", isMethod, [AnyList], CelType.Int, (ref Frame _, ReadOnlySpan<CelValue> a) => CelValue.From((long)a[0].AsList.Count)));
            table.Add(Overload.Of("size", isMethod, [AnyMap], CelType.Int, (ref Frame _, ReadOnlySpan<CelValue> a) => CelValue.From((long)a[0].AsMap.Count)));
            table.Add(Overload.Of("matches", isMethod, [CelType.String, CelType.String], CelType.Bool, Matches));
        }

        table.Method("contains", [CelType.String, CelType.String], CelType.Bool, Contains);
        table.Method("startsWith", [CelType.String, CelType.String], CelType.Bool, a => CelValue.From(a[0].AsString.StartsWith(a[1].AsString, StringComparison.Ordinal)));
        table.Method("endsWith", [CelType.String, CelType.String], CelType.Bool, a => CelValue.From(a[0].AsString.EndsWith(a[1].AsString, StringComparison.Ordinal)));
    }

    private static CelValue Size(ref Frame frame, ReadOnlySpan<CelValue> a)
    {
        var text = a[0].AsString;
        return frame.Charge(text.Length / 16) ? CelValue.From((long)CodePoints.Count(text)) : Frame.OutOfBudget;
    }

    private static CelValue Contains(ref Frame frame, ReadOnlySpan<CelValue> a)
    {
        var (text, part) = (a[0].AsString, a[1].AsString);
        return frame.ChargeSearch(text.Length, part.Length) ? CelValue.From(text.Contains(part, StringComparison.Ordinal)) : Frame.OutOfBudget;
    }

    /// <summary>With a pattern that is only known now: compiled each time, so it costs.</summary>
    private static CelValue Matches(ref Frame frame, ReadOnlySpan<CelValue> a)
    {
        var (text, pattern) = (a[0].AsString, a[1].AsString);
        if (!frame.Charge(10 + pattern.Length))
            return Frame.OutOfBudget;
        if (!PatternText.TryCompile(pattern, out var compiled, out var problem))
            return CelValue.Error(CelErrorKind.Invalid, problem);
        return frame.Charge(compiled.Size) ? CelValue.From(compiled.IsMatch(text, ref frame)) : Frame.OutOfBudget;
    }
}
