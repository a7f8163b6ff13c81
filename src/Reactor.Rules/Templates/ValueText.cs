using Reactor.Cel;

namespace Reactor.Rules.Templates;

/// <summary>How a value reads inside a text.</summary>
internal static class ValueText
{
    /// <summary>What stands where there is no value.</summary>
    public const string Missing = "<missing>";

    /// <summary>
    /// A string as it is; numbers, bools, times and spans in CEL's form; lists and maps as JSON; null and a failed evaluation
    /// as <see cref="Missing"/>.
    /// </summary>
    public static string Of(in CelValue value, RenderBounds bounds)
    {
        switch (value.Kind)
        {
            case CelKind.Null or CelKind.Error:
                bounds.Missing++;
                return Missing;
            case CelKind.List or CelKind.Map:
                return JsonLeaf.Text(value, bounds);
            default:
                return value.ToString();
        }
    }
}
