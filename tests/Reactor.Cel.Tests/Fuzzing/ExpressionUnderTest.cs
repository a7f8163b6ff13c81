using Reactor.Cel.Tests.Checking;
using Reactor.Measuring;

namespace Reactor.Cel.Tests.Fuzzing;

/// <summary>What must hold for every text that is given as an expression. A hang shows as work that was counted, not as time that went by.</summary>
internal static class ExpressionUnderTest
{
    private const int MaxDiagnostics = 100;
    private const int MaxMessage = 200_000;
    private const int MaxCompileBytes = 64 * 1024 * 1024;
    private const int MaxEvaluateBytes = 128 * CelEnvironment.DefaultStepBudget;

    // Once per term outside of loops, at most once per step within.
    private const int MaxQuestions = CelEnvironment.DefaultStepBudget + 50_000;

    public static CelEnvironment Environment { get; } = Sample.Builder().AddMacro("deep", "[[[[1]]]].map(x, x.map(y, [y, y]))").Build();

    /// <returns>Whether it compiles.</returns>
    public static bool Check(string text)
    {
        var isChecked = Compile(text, t => Environment.Compile(t));
        var unchecked_ = Compile(text, t => Environment.CompileUnchecked(t));
        if (unchecked_ is null)
            Assert.True(isChecked is null, "compiles when checked, but not unchecked");
        var result = unchecked_ is null ? default : Evaluate(unchecked_);
        if (isChecked is null)
            return false;

        // The checker may refuse, but never changes what comes out.
        var same = Evaluate(isChecked);
        Assert.True(Shown(same) == Shown(result), $"checked gives {Shown(same)}, unchecked {Shown(result)}");
        Assert.Equal(Shown(same), Shown(Evaluate(isChecked)));
        return true;
    }

    private static CelProgram? Compile(string text, Func<string, CelCompilation> compile) => Compile(text, (t, _) => compile(t));

    private static CelProgram? Compile(string text, Func<string, CelType?, CelCompilation> compile)
    {
        CelCompilation compilation = null!;
        var bytes = Allocated.Once(() => compilation = compile(text, null));
        Assert.True(bytes < MaxCompileBytes, $"compiling took {bytes} bytes");
        Assert.Equal(compilation.Program is null, compilation.Diagnostics.Any(d => d.Severity == CelSeverity.Error));
        Assert.InRange(compilation.Diagnostics.Count, 0, MaxDiagnostics);
        Assert.All(compilation.Diagnostics, d =>
        {
            Assert.NotEmpty(d.Message);
            Assert.InRange(d.Message.Length, 1, MaxMessage);
            Assert.InRange(d.Offset, 0, text.Length);
            Assert.InRange(d.Length, 0, text.Length - d.Offset);
        });
        return compilation.Program;
    }

    private static CelValue Evaluate(CelProgram program)
    {
        var activation = new CountingActivation();
        CelValue result = default;
        var bytes = Allocated.Once(() => result = program.Evaluate(activation));
        Assert.InRange(activation.Questions, 0, MaxQuestions);
        Assert.True(bytes < MaxEvaluateBytes, $"evaluating took {bytes} bytes");
        return result;
    }

    private static string Shown(in CelValue value) => $"{value.Kind} {value}";

    /// <summary>The values of an event and its VM, which count how often they are asked for.</summary>
    private sealed class CountingActivation : CelActivation
    {
        private static readonly CelValue[] Values =
        [
            Map(
                ("action", CelValue.From("stop")), ("node-name", CelValue.From("c2")), ("sector-num", CelValue.From(128)), ("sector", CelValue.From(1)), ("source", CelValue.From(3)),
                ("reason", CelValue.From("No space left on device é😀")), ("weight", CelValue.From(0.5)), ("info", Map(("source", CelValue.From(3)), ("status", CelValue.From(1)))),
                ("children", CelValue.From(CelList.Of(Map(("name", CelValue.From("a")), ("bus", CelValue.From("b")))))), ("tags", CelValue.From(CelList.Of(CelValue.From("a"))))),
            Map(("name", CelValue.From("db-1")), ("labels", Map(("env", CelValue.From("prod")))), ("facts", Map(("known", CelValue.From(1))))),
            Map(("a", CelValue.From(CelList.Of([.. Enumerable.Range(0, 50).Select(i => CelValue.From(i))]))), ("t", CelValue.From(new string('x', 500)))),
            CelValue.From(CelList.Of(CelValue.From("db-1"), CelValue.From("db-2"))),
        ];

        public int Questions { get; private set; }

        public override CelValue Get(int slot)
        {
            Questions++;
            return Values[slot];
        }

        private static CelValue Map(params (string Key, CelValue Value)[] entries) => CelValue.From(CelMap.Of([.. entries.Select(e => (CelValue.From(e.Key), e.Value))]));
    }
}
