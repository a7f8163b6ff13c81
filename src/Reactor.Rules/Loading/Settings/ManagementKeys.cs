using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys that say what else manages a VM: of one that is listed, and of those that are found.</summary>
internal sealed class ManagementKeys
{
    private readonly Key<string> _managedBy;
    private readonly Key<bool> _allowCommands;

    public ManagementKeys(Shape shape)
    {
        _managedBy = shape.Optional(
            "managed_by", Scalars.Choice(("libvirt", "libvirt"), ("proxmox", "proxmox")), "What else manages it: then rules only ask it, and commands that change something are refused; default: nothing.");
        _allowCommands = shape.Optional("allow_commands", Scalars.Bool, "Rules may change it although something else manages it; default false.");
        shape.Beside(_allowCommands, [_managedBy], "leave it out: a VM that nothing else manages takes commands");
    }

    public VmManagement Read(Fields fields) => fields.Has(_managedBy) ? new VmManagement(fields.GetOr(_managedBy, ""), fields.GetOr(_allowCommands, false)) : VmManagement.Own;
}
