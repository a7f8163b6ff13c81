using Reactor.Demo.Lab;

namespace Browser;

/// <summary>A test that needs Chromium. Without it it is skipped, saying so; with REACTOR_REQUIRE_QEMU=1 it runs and fails instead.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class ChromiumFactAttribute : FactAttribute
{
    private const string RequireVariable = "REACTOR_REQUIRE_QEMU";

    public ChromiumFactAttribute()
    {
        if (!Chromium.IsInstalled && !IsRequired)
        {
            Skip = $"{Chromium.Path} is not installed ({RequireVariable}=1 makes this a failure)";
        }
    }

    protected static bool IsRequired => Environment.GetEnvironmentVariable(RequireVariable) == "1";
}

/// <summary>A test that needs a real QEMU besides.</summary>
internal sealed class QemuPageFactAttribute : ChromiumFactAttribute
{
    public QemuPageFactAttribute()
    {
        if (!QemuProcess.IsInstalled && !IsRequired)
        {
            Skip ??= $"{QemuProcess.DefaultProgram} is not installed";
        }
    }
}
