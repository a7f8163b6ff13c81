using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

/// <summary>As <see cref="QemuFactAttribute"/>, for theories.</summary>
internal sealed class QemuTheoryAttribute : TheoryAttribute
{
    public QemuTheoryAttribute()
    {
        if (!QemuProcess.IsInstalled && Environment.GetEnvironmentVariable(QemuFactAttribute.RequireVariable) != "1")
            Skip = $"{QemuProcess.DefaultProgram} is not installed ({QemuFactAttribute.RequireVariable}=1 makes this a failure)";
    }
}
