namespace Reactor.Cel.Tests.Checking;

/// <summary>An environment like a rule's: an event's data and its VM.</summary>
internal static class Sample
{
    private static readonly CelType Info = CelType.Record(
        "the ACPI device's info",
        [new("source", CelType.Int), new("status", CelType.Int), new("device", CelType.String, Optional: true), new("slot-type", CelType.String, Values: ["DIMM", "CPU"])]);

    private static readonly CelType Child = CelType.Record("child", [new("name", CelType.String), new("bus", CelType.String, Optional: true)]);

    private static readonly CelType Data = CelType.Record(
        "BLOCK_IO_ERROR",
        [
            new("action", CelType.String, Values: ["ignore", "report", "stop", "pause"]),
            new("node-name", CelType.String, Optional: true),
            new("sector-num", CelType.Int),
            new("sector", CelType.Int),
            new("nospace", CelType.Bool, Optional: true),
            new("source", CelType.Int),
            new("reason", CelType.String),
            new("weight", CelType.Double),
            new("info", Info),
            new("extra", Info, Optional: true),
            new("children", CelType.ListOf(Child)),
            new("tags", CelType.ListOf(CelType.String), Values: ["a", "b"]),
        ]);

    private static readonly CelType Vm = CelType.Record(
        "vm", [new("name", CelType.String), new("labels", CelType.MapOf(CelType.String, CelType.String)), new("facts", CelType.Record("facts", [new("known", CelType.Int)], open: true))]);

    public static readonly CelEnvironment Environment = Builder().Build();

    public static CelEnvironmentBuilder Builder() => new CelEnvironmentBuilder()
        .AddVariable("data", Data)
        .AddVariable("vm", Vm)
        .AddVariable("anything", CelType.Dyn)
        .AddVariable("db_vms", CelType.ListOf(CelType.String))
        .AddFunction("ost.source", [CelType.Int], CelType.String, a => CelValue.From($"source {a[0].AsInt}"))
        .AddFunction("glob", [CelType.String, CelType.String], CelType.Bool, a => CelValue.From(a[0].AsString == a[1].AsString))
        .AddMacro("is_prod", "vm.labels.env == \"prod\"")
        .AddMacro("is_bad", "data.actoin == \"stop\"");

    public static IReadOnlyList<CelDiagnostic> Check(string expression, CelType? expected = null)
    {
        var compilation = Environment.Compile(expression, expected);
        Assert.Equal(compilation.Program is null, compilation.Diagnostics.Any(d => d.Severity == CelSeverity.Error));
        return compilation.Diagnostics;
    }

    /// <summary>The only error, as "marked text: message -> suggestion".</summary>
    public static (string Marked, string Message, string? Suggestion) Error(string expression, CelType? expected = null)
    {
        var diagnostic = Assert.Single(Check(expression, expected));
        return (expression.Substring(diagnostic.Offset, diagnostic.Length), diagnostic.Message, diagnostic.Suggestion);
    }
}
