using Reactor.Cel.Evaluation;

namespace Reactor.Cel.Functions;

/// <summary>Short ways to declare the library.</summary>
internal static class FunctionTableExtensions
{
    public static void Function(this FunctionTable table, string name, CelType[] parameters, CelType result, CelFunction function) =>
        table.Add(Overload.Of(name, false, parameters, result, (ref Frame _, ReadOnlySpan<CelValue> a) => function(a)));

    public static void Method(this FunctionTable table, string name, CelType[] parameters, CelType result, CelFunction function) =>
        table.Add(Overload.Of(name, true, parameters, result, (ref Frame _, ReadOnlySpan<CelValue> a) => function(a)));

    public static void Method(this FunctionTable table, string name, CelType[] parameters, CelType result, BuiltIn function) =>
        table.Add(Overload.Of(name, true, parameters, result, function));
}
