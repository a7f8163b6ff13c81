namespace EndToEnd.Long;

/// <summary>A test that takes many minutes, makes a Debian of its own, and enters it.</summary>
internal sealed class DebootstrapFactAttribute : FactAttribute
{
    public DebootstrapFactAttribute() => Skip =
        Environment.GetEnvironmentVariable(LongFactAttribute.Variable) != "1" ? $"it takes many minutes: {LongFactAttribute.Variable}=1 runs it"
        : !File.Exists("/usr/sbin/debootstrap") ? "debootstrap is not installed"
        : Environment.UserName != "root" ? "only root may enter another Debian"
        : null;
}
