namespace EndToEnd.Long;

/// <summary>
/// The package is built, and put into a Debian of its own: one whose programs are run one by one, and one whose systemd runs. So is the image of the container file.
/// </summary>
public sealed class PackagingTests(PublishedPackage published) : IClassFixture<PublishedPackage>
{
    [DebootstrapFact]
    public async Task Package_is_installed_upgraded_with_a_changed_configuration_and_purged() =>
        PassedAll(await PackagingScript.RunAsync("deb/test.sh", await published.PackageAsync()));

    [BootedDebianFact]
    public async Task Service_does_under_systemd_with_all_of_its_hardening_what_its_administrator_wants() =>
        PassedAll(await PackagingScript.RunAsync("systemd/test.sh", await published.PackageAsync()));

    [BuildahFact]
    public async Task Image_runs_as_it_says_hears_a_vm_outside_and_ends_in_order() =>
        PassedAll(await PackagingScript.RunAsync("container/test.sh", await published.ProgramAsync()));

    private static void PassedAll(string output) => Assert.EndsWith("== all passed\n", output, StringComparison.Ordinal);
}
