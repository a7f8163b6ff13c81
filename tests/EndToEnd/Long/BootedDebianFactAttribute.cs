namespace EndToEnd.Long;

/// <summary>A test that takes many minutes, makes a Debian of its own, and boots it in namespaces.</summary>
internal sealed class BootedDebianFactAttribute : FactAttribute
{
    public BootedDebianFactAttribute() => Skip = new DebootstrapFactAttribute().Skip ?? WhyNot();

    private static string? WhyNot()
    {
        var (code, output, _) = PackagingScript.EndAsync("systemd/boot.sh", "--can").GetAwaiter().GetResult();
        return code == 0 ? null : $"no systemd can be booted here: {output.Trim()}";
    }
}
