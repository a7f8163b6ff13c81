using EndToEnd.Daemon;

namespace EndToEnd.Long;

/// <summary>What is published, and the package of it: made once, by the first test that asks for it.</summary>
public sealed class PublishedPackage : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Lazy<Task<string>> _program;
    private readonly Lazy<Task<string>> _package;

    /// <summary>Makes nothing yet.</summary>
    public PublishedPackage()
    {
        _program = new(async () =>
        {
            await PackagingScript.RunAsync("publish.sh", _workspace.Path("published"));
            return _workspace.Path("published");
        });
        _package = new(async () => (await PackagingScript.RunAsync("deb/build.sh", await _program.Value, _workspace.Path("package"))).Trim());
    }

    internal Task<string> PackageAsync() => _package.Value;

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();
}
