using Reactor.Cel.Evaluation;

namespace Reactor.Cel.Functions;

/// <summary>A function of the library: like <see cref="CelFunction"/>, but able to charge steps.</summary>
internal delegate CelValue BuiltIn(ref Frame frame, ReadOnlySpan<CelValue> arguments);

/// <summary>One signature of a function.</summary>
internal sealed class Overload
{
    private Overload(string name, bool isMethod, CelType[] parameters, CelType result, BuiltIn function, bool isStandard)
    {
        Name = name;
        IsMethod = isMethod;
        Parameters = parameters;
        Result = result;
        Function = function;
        IsStandard = isStandard;
    }

    public string Name { get; }

    public bool IsMethod { get; }

    public CelType[] Parameters { get; }

    public CelType Result { get; }

    public BuiltIn Function { get; }

    /// <summary>Of the library, so that it may be evaluated when compiling.</summary>
    public bool IsStandard { get; }

    /// <summary>What it says of constants; null for nothing.</summary>
    public CelConstantCheck? Constants { get; private init; }

    public static Overload Of(string name, bool isMethod, CelType[] parameters, CelType result, BuiltIn function, CelConstantCheck? constants = null) =>
        new(name, isMethod, parameters, result, function, isStandard: true) { Constants = constants };

    public static Overload Of(string name, bool isMethod, CelType[] parameters, CelType result, CelFunction function, CelCost? cost, CelConstantCheck? constants) =>
        new(name, isMethod, parameters, result, cost is null
            ? (ref Frame _, ReadOnlySpan<CelValue> arguments) => function(arguments)
            : (ref Frame frame, ReadOnlySpan<CelValue> arguments) => frame.Charge(Math.Max(0, cost(arguments))) ? function(arguments) : Frame.OutOfBudget, isStandard: false)
        {
            Constants = constants,
        };

    /// <summary>Whether values of these kinds fit.</summary>
    public bool Accepts(ReadOnlySpan<CelValue> arguments)
    {
        if (arguments.Length != Parameters.Length)
            return false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!Accepts(i, arguments[i]))
                return false;
        }

        return true;
    }

    /// <summary>Whether a value of this kind fits a parameter.</summary>
    public bool Accepts(int parameter, in CelValue argument) =>
        Parameters[parameter].Kind == CelTypeKind.Dyn || KindOf(Parameters[parameter].Kind) == argument.Kind;

    public override string ToString()
    {
        var names = Parameters.Select(p => p.Name).ToList();
        return IsMethod ? $"{names[0]}.{Name}({string.Join(", ", names.Skip(1))})" : $"{Name}({string.Join(", ", names)})";
    }

    private static CelKind KindOf(CelTypeKind kind) => kind switch
    {
        CelTypeKind.Bool => CelKind.Bool,
        CelTypeKind.Int => CelKind.Int,
        CelTypeKind.Uint => CelKind.Uint,
        CelTypeKind.Double => CelKind.Double,
        CelTypeKind.String => CelKind.String,
        CelTypeKind.List => CelKind.List,
        CelTypeKind.Map or CelTypeKind.Record => CelKind.Map,
        CelTypeKind.Timestamp => CelKind.Timestamp,
        CelTypeKind.Duration => CelKind.Duration,
        CelTypeKind.Type => CelKind.Type,
        _ => CelKind.Null,
    };
}
