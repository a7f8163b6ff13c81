using EndToEnd.Daemon;

namespace EndToEnd.Long;

/// <summary>docs/guide.md's other way to run Reactor: out of the clone, whose <c>reactor</c> builds itself.</summary>
public sealed class CloneTests
{
    [LongFact]
    public async Task Reactor_of_the_clone_builds_itself_and_runs()
    {
        using var workspace = new Workspace();
        var block = Assert.Single(DocumentShell.Blocks("docs/guide.md"), block => block.StartsWith("export PATH", StringComparison.Ordinal));

        var output = await new DocumentShell(workspace.Path("bin")).RunAsync(block, Checkout.Root, CancellationToken.None);

        Assert.StartsWith("reactor 0.1.0 ", output, StringComparison.Ordinal);
    }
}
