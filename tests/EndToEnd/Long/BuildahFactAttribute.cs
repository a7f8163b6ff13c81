using Reactor.Demo.Lab;

namespace EndToEnd.Long;

/// <summary>A test that takes minutes, and makes an image of a container of a Debian of its own.</summary>
internal sealed class BuildahFactAttribute : FactAttribute
{
    public BuildahFactAttribute() => Skip = new DebootstrapFactAttribute().Skip
        ?? (ExecutablePath.Find("buildah") is null ? "buildah is not installed" : QemuProcess.IsInstalled ? null : $"{QemuProcess.DefaultProgram} is not installed");
}
