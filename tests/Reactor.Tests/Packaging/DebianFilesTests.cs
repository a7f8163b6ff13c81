using Reactor.Init;

namespace Reactor.Tests.Packaging;

public sealed class DebianFilesTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "packaging/deb");

    [Fact]
    public void Shipped_configuration_is_what_init_writes_on_a_host_without_vms()
    {
        foreach (var (path, text) in InitialFiles.For([], "/var/lib/reactor/reactor.db"))
        {
            var file = Path.Combine(s_folder, Path.GetFileName(path));
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            {
                File.WriteAllText(file, text);
            }

            Assert.Equal(text, File.ReadAllText(file));
        }
    }

    [ToolFact("sh")]
    public async Task Scripts_are_understood_by_their_shells()
    {
        foreach (var script in (string[])["postinst", "prerm", "postrm"])
        {
            Assert.Equal((0, ""), await Tool.RunAsync("sh", "-n", Path.Combine(s_folder, script)));
        }
        var others = Directory.GetFiles(Path.Combine(Repository.Root, "packaging"), "*.sh", SearchOption.AllDirectories);
        Assert.True(others.Length >= 5, string.Join(' ', others));
        foreach (var script in others)
        {
            Assert.Equal((0, ""), await Tool.RunAsync("bash", "-n", script));
        }
    }
}
