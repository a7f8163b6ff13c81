using Reactor.Cel.Syntax;

namespace Reactor.Cel.Checking;

/// <summary>The signatures of the arithmetic operators.</summary>
internal static class ArithmeticTypes
{
    private static readonly CelType AnyList = CelType.ListOf(CelType.Dyn);

    private static readonly (BinaryOperator Operator, CelType Left, CelType Right, CelType Result)[] Signatures =
    [
        .. Numeric(CelType.Int), .. Numeric(CelType.Uint), .. Numeric(CelType.Double).SkipLast(1),
        (BinaryOperator.Add, CelType.String, CelType.String, CelType.String),
        (BinaryOperator.Add, CelType.Timestamp, CelType.Duration, CelType.Timestamp),
        (BinaryOperator.Add, CelType.Duration, CelType.Timestamp, CelType.Timestamp),
        (BinaryOperator.Add, CelType.Duration, CelType.Duration, CelType.Duration),
        (BinaryOperator.Subtract, CelType.Timestamp, CelType.Timestamp, CelType.Duration),
        (BinaryOperator.Subtract, CelType.Timestamp, CelType.Duration, CelType.Timestamp),
        (BinaryOperator.Subtract, CelType.Duration, CelType.Duration, CelType.Duration),
        (BinaryOperator.Add, AnyList, AnyList, AnyList),
    ];

    /// <summary>The result's type, Dyn where it depends on values; null where there is no such operation.</summary>
    public static CelType? ResultOf(BinaryOperator op, CelType left, CelType right)
    {
        CelType? result = null;
        foreach (var signature in Signatures)
        {
            if (signature.Operator != op || !TypeRules.Fit(left, signature.Left) || !TypeRules.Fit(right, signature.Right))
                continue;
            if (result is not null)
                return CelType.Dyn;
            result = signature.Result;
        }

        if (result?.Kind == CelTypeKind.List && left.Kind == CelTypeKind.List && right.Kind == CelTypeKind.List)
            return TypeRules.Join(left, right);
        return result;
    }

    private static IEnumerable<(BinaryOperator, CelType, CelType, CelType)> Numeric(CelType type) =>
        new[] { BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Modulo }
            .Select(op => (op, type, type, type));
}
