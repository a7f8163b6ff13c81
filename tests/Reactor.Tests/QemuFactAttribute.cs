using Reactor.Demo.Lab;

namespace Reactor.Tests;

/// <summary>
/// A test that needs a real QEMU. Without one it is skipped, saying so; with REACTOR_REQUIRE_QEMU=1 it runs and fails instead.
/// </summary>
internal sealed class QemuFactAttribute : FactAttribute
{
    private const string RequireVariable = "REACTOR_REQUIRE_QEMU";

    public QemuFactAttribute()
    {
        if (!QemuProcess.IsInstalled && Environment.GetEnvironmentVariable(RequireVariable) != "1")
        {
            Skip = $"{QemuProcess.DefaultProgram} is not installed ({RequireVariable}=1 makes this a failure)";
        }
    }
}
