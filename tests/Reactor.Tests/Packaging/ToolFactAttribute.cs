namespace Reactor.Tests.Packaging;

/// <summary>A test that needs a program which not every machine has. Without it the test is skipped, saying so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    /// <param name="program">Its name.</param>
    public ToolFactAttribute(string program)
    {
        if (Tool.Find(program) is null)
        {
            Skip = $"{program} is not installed";
        }
    }
}
