using System.Globalization;
using System.Text.RegularExpressions;
using EndToEnd.Daemon;

namespace EndToEnd.Long;

/// <summary>
/// The package is built, and put into a Debian of its own: one whose programs are run one by one, and one whose systemd runs. So is the image of the container file.
/// </summary>
public sealed partial class PackagingTests(PublishedPackage published) : IClassFixture<PublishedPackage>
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

    [LongFact]
    public async Task Program_and_package_are_as_large_as_the_readme_says()
    {
        var said = Sizes().Match(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "README.md")));

        IsNear(said.Groups[1].Value, Path.Combine(await published.ProgramAsync(), "reactor"));
        IsNear(said.Groups[2].Value, await published.PackageAsync());
    }

    private static void IsNear(string megabytes, string file) =>
        Assert.InRange(new FileInfo(file).Length / 1e6 / double.Parse(megabytes, CultureInfo.InvariantCulture), 0.97, 1.03);

    private static void PassedAll(string output) => Assert.EndsWith("== all passed\n", output, StringComparison.Ordinal);

    [GeneratedRegex("The program is ([0-9]+) MB \\(the package ([0-9]+) MB\\)")]
    private static partial Regex Sizes();
}
