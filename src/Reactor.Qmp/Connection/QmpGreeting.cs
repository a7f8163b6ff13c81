namespace Reactor.Qmp;

/// <summary>What QEMU says first on a connection (<c>{"QMP": {...}}</c>).</summary>
/// <param name="Major">Major version of QEMU.</param>
/// <param name="Minor">Minor version.</param>
/// <param name="Micro">Micro version.</param>
/// <param name="Package">The distributor's own version text, such as <c>Debian 1:7.2+dfsg-7+deb12u18</c>; empty when there is none.</param>
/// <param name="Capabilities">Capabilities offered, such as <c>oob</c>.</param>
public sealed record QmpGreeting(int Major, int Minor, int Micro, string Package, IReadOnlyList<string> Capabilities)
{
    /// <summary><c>major.minor.micro</c>.</summary>
    public string Version { get; } = $"{Major}.{Minor}.{Micro}"; // One text for all who hold it.

    /// <summary>Whether out-of-band commands are offered.</summary>
    public bool OffersOob => Capabilities.Contains("oob");

    /// <inheritdoc/>
    public override string ToString() => Package.Length == 0 ? Version : $"{Version} ({Package})";
}
