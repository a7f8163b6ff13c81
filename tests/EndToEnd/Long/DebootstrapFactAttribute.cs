using EndToEnd.Lab;

namespace EndToEnd.Long;

/// <summary>
/// A test that takes many minutes, makes a Debian of its own, and enters it. It is skipped, saying so, where that can't be; with REACTOR_REQUIRE_QEMU=1 a
/// program that is missing makes it fail instead.
/// </summary>
internal sealed class DebootstrapFactAttribute : FactAttribute
{
    public DebootstrapFactAttribute() => Skip =
        Environment.GetEnvironmentVariable(LongFactAttribute.Variable) != "1" ? $"it takes many minutes: {LongFactAttribute.Variable}=1 runs it"
        : Environment.UserName != "root" ? "only root may enter another Debian"
        : Missing("debootstrap", File.Exists("/usr/sbin/debootstrap"));

    /// <summary>Why a test is skipped that needs a program; null: it isn't.</summary>
    public static string? Missing(string program, bool isInstalled) =>
        isInstalled || Environment.GetEnvironmentVariable(QemuFactAttribute.RequireVariable) == "1" ? null
        : $"{program} is not installed ({QemuFactAttribute.RequireVariable}=1 makes this a failure)";
}
