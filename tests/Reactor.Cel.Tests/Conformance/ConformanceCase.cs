using System.Globalization;
using System.Text.Json;

namespace Reactor.Cel.Tests.Conformance;

/// <summary>One line of the cases file.</summary>
internal sealed record ConformanceCase(
    string Name, string Expression, string Container, bool IsChecked, IReadOnlyList<(string Name, CelValue Value)> Bindings, CelValue? Expected)
{
    public static ConformanceCase Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var bindings = new List<(string, CelValue)>();
        if (root.TryGetProperty("bindings", out var bound))
        {
            foreach (var property in bound.EnumerateObject())
                bindings.Add((property.Name, Value(property.Value)));
        }

        return new(
            root.GetProperty("name").GetString()!,
            root.GetProperty("expr").GetString()!,
            root.TryGetProperty("container", out var container) ? container.GetString()! : "",
            !root.TryGetProperty("disable_check", out var unchecked_) || !unchecked_.GetBoolean(),
            bindings,
            root.TryGetProperty("value", out var value) ? Value(value) : null);
    }

    /// <summary>What is wrong with how this case comes out; null where nothing is.</summary>
    public string? Run()
    {
        var builder = new CelEnvironmentBuilder().InContainer(Container);
        var values = new List<CelValue>();
        foreach (var (name, value) in Bindings)
        {
            if (name is "true" or "false" or "null")
                continue;
            builder.AddVariable(name, TypeOf(value));
            values.Add(value);
        }

        var environment = builder.Build();
        var compilation = IsChecked ? environment.Compile(Expression) : environment.CompileUnchecked(Expression);
        if (compilation.Program is not { } program)
            return Expected is null ? null : $"does not compile: {string.Join("; ", compilation.Diagnostics.Select(d => d.Message))}";
        var result = program.Evaluate(new ArrayActivation([.. values]));
        if (Expected is not { } expected)
            return result.IsError ? null : $"gives {result.Kind} {result} instead of an error";
        return IsSame(expected, result) ? null : $"gives {result.Kind} {result} instead of {expected.Kind} {expected}";
    }

    private static CelType TypeOf(CelValue value) => value.Kind switch
    {
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.List => CelType.ListOf(CelType.Dyn),
        CelKind.Map => CelType.MapOf(CelType.Dyn, CelType.Dyn),
        CelKind.Timestamp => CelType.Timestamp,
        CelKind.Duration => CelType.Duration,
        _ => CelType.Dyn,
    };

    /// <summary>Stricter than equality: 1 is not 1.0 here, -0.0 is not 0.0, NaN is NaN.</summary>
    private static bool IsSame(CelValue expected, CelValue actual)
    {
        if (expected.Kind != actual.Kind)
            return false;
        switch (expected.Kind)
        {
            case CelKind.Double:
                return BitConverter.DoubleToInt64Bits(expected.AsDouble) == BitConverter.DoubleToInt64Bits(actual.AsDouble)
                    || (double.IsNaN(expected.AsDouble) && double.IsNaN(actual.AsDouble));
            case CelKind.List:
                return expected.AsList.Count == actual.AsList.Count
                    && Enumerable.Range(0, expected.AsList.Count).All(i => IsSame(expected.AsList[i], actual.AsList[i]));
            case CelKind.Map:
                return expected.AsMap.Count == actual.AsMap.Count
                    && expected.AsMap.Keys.All(k => actual.AsMap.TryGet(k, out var other) && expected.AsMap.TryGet(k, out var own) && IsSame(own, other));
            default:
                return expected.Equals(actual);
        }
    }

    private static CelValue Value(JsonElement json)
    {
        var property = json.EnumerateObject().Single();
        var value = property.Value;
        switch (property.Name)
        {
            case "int":
                return CelValue.From(long.Parse(value.GetString()!, CultureInfo.InvariantCulture));
            case "uint":
                return CelValue.From(ulong.Parse(value.GetString()!, CultureInfo.InvariantCulture));
            case "double":
                return CelValue.From(value.GetString() switch
                {
                    "inf" or "Infinity" => double.PositiveInfinity,
                    "-inf" or "-Infinity" => double.NegativeInfinity,
                    "nan" or "NaN" => double.NaN,
                    var text => double.Parse(text!, CultureInfo.InvariantCulture),
                });
            case "string":
                return CelValue.From(value.GetString());
            case "bool":
                return CelValue.From(value.GetBoolean());
            case "null":
                return CelValue.Null;
            case "type":
                return CelValue.TypeNamed(value.GetString()!);
            case "list":
                return CelValue.From(CelList.Of([.. value.EnumerateArray().Select(Value)]));
            case "map":
                return CelValue.From(CelMap.Of([.. value.EnumerateArray().Select(e => (Value(e[0]), Value(e[1])))]));
            case "timestamp":
                return CelValue.FromTimestamp(value[0].GetInt64(), value[1].GetInt32());
            case "duration":
                return CelValue.FromDuration((value[0].GetInt64() * 1_000_000_000) + value[1].GetInt64());
            default:
                throw new FormatException($"No such value: {property.Name}.");
        }
    }
}
