using EndToEnd.Daemon;

namespace EndToEnd.Long;

/// <summary>The package is built, and put into a Debian of its own: one whose programs are run one by one, and one whose systemd runs.</summary>
public sealed class DebianPackageTests(PublishedPackage published) : IClassFixture<PublishedPackage>
{
    [DebootstrapFact]
    public async Task Package_is_installed_upgraded_with_a_changed_configuration_and_purged() =>
        Assert.EndsWith("== all passed\n", await PackagingScript.RunAsync("deb/test.sh", await published.PackageAsync()), StringComparison.Ordinal);

    [BootedDebianFact]
    public async Task Service_does_under_systemd_with_all_of_its_hardening_what_its_administrator_wants() =>
        Assert.EndsWith("== all passed\n", await PackagingScript.RunAsync("systemd/test.sh", await published.PackageAsync()), StringComparison.Ordinal);
}
