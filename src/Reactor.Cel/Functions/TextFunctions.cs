using System.Text.RegularExpressions;
using Reactor.Cel.Evaluation;

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
        return frame.Charge((text.Length + part.Length) / 16) ? CelValue.From(text.Contains(part, StringComparison.Ordinal)) : Frame.OutOfBudget;
    }

    /// <summary>With a pattern that is only known now: compiled each time, so it costs.</summary>
    private static CelValue Matches(ref Frame frame, ReadOnlySpan<CelValue> a)
    {
        var (text, pattern) = (a[0].AsString, a[1].AsString);
        if (!frame.Charge(500 + (text.Length / 8) + pattern.Length))
            return Frame.OutOfBudget;
        return Patterns.TryCompile(pattern, out Regex? regex, out var problem)
            ? CelValue.From(regex.IsMatch(text))
            : CelValue.Error(CelErrorKind.Invalid, problem);
    }
}
