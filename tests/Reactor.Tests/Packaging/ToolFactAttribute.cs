namespace Reactor.Tests.Packaging;

/// <summary>
/// A test that needs a program which not every machine has. Without it the test is skipped, saying so; with REACTOR_REQUIRE_QEMU=1 it runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    private const string RequireVariable = "REACTOR_REQUIRE_QEMU";

    /// <param name="program">Its name.</param>
    public ToolFactAttribute(string program)
    {
        if (Tool.Find(program) is null && Environment.GetEnvironmentVariable(RequireVariable) != "1")
        {
            Skip = $"{program} is not installed ({RequireVariable}=1 makes this a failure)";
        }
    }
}
