using EndToEnd.Daemon;

namespace EndToEnd.Long;

/// <summary>What is published, and the package of it: made once, by the first test that asks for it.</summary>
public sealed class PublishedPackage : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Lazy<Task<string>> _program, _package;

    /// <summary>Makes nothing yet.</summary>
    public PublishedPackage()
    {
        _program = new(async () =>
        {
            var program = _workspace.Path("published");
            await PackagingScript.RunAsync("publish.sh", program);
            return program;
        });
        _package = new(async () => (await PackagingScript.RunAsync("deb/build.sh", await _program.Value, _workspace.Path("package"))).Trim());
    }

    /// <summary>The folder that was published to.</summary>
    internal Task<string> ProgramAsync() => _program.Value;

    internal Task<string> PackageAsync() => _package.Value;

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();
}
