namespace EndToEnd.Long;

/// <summary>A test that takes many minutes: it runs with REACTOR_LONG_TESTS=1 only, and is skipped, saying so, without.</summary>
internal sealed class LongFactAttribute : FactAttribute
{
    public const string Variable = "REACTOR_LONG_TESTS";

    public LongFactAttribute()
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
            Skip = $"it takes many minutes: {Variable}=1 runs it";
    }
}
