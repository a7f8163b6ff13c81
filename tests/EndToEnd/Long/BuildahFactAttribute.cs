using Reactor.Demo.Lab;

namespace EndToEnd.Long;

/// <summary>A test that takes minutes, and makes an image of a container of a Debian of its own.</summary>
internal sealed class BuildahFactAttribute : FactAttribute
{
    public BuildahFactAttribute() => Skip = new DebootstrapFactAttribute().Skip
        ?? DebootstrapFactAttribute.Missing("buildah", ExecutablePath.Find("buildah") is not null)
        ?? DebootstrapFactAttribute.Missing(QemuProcess.DefaultProgram, QemuProcess.IsInstalled);
}
