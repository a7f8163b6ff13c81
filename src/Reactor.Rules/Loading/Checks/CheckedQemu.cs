using Reactor.Qmp;

namespace Reactor.Rules.Loading.Checks;

/// <summary>The QEMU that rules are checked against: any from the oldest one on, or that of one VM.</summary>
internal sealed class CheckedQemu
{
    // Releases before this one are hardly in use.
    private static readonly Version s_oldest = new(4, 0);

    /// <summary>Makes one.</summary>
    /// <param name="schema">A VM's own schema; null for any QEMU.</param>
    /// <param name="qemuMin">The configuration's oldest QEMU; null where it gives none. Not heeded for a VM's own schema.</param>
    public CheckedQemu(QmpSchema? schema, string? qemuMin)
    {
        Events = schema?.Events ?? EventCatalogue.Default;
        Commands = schema?.Commands ?? CommandCatalogue.Default;
        IsOneVm = schema is not null;
        Min = Version.TryParse(schema is null ? qemuMin : schema.QemuVersion, out var version) ? version : null;
    }

    /// <summary>The events that there are.</summary>
    public EventCatalogue Events { get; }

    /// <summary>The commands that there are.</summary>
    public CommandCatalogue Commands { get; }

    /// <summary>Whether it is that of one VM.</summary>
    public bool IsOneVm { get; }

    /// <summary>The oldest version, which is the only one for one VM; null where it isn't known.</summary>
    public Version? Min { get; }

    /// <summary><c>this VM's QEMU (7.2.22)</c>.</summary>
    public string OfVm => Min is null ? "this VM's QEMU" : $"this VM's QEMU ({Min})";

    /// <summary>Why one VM's QEMU hasn't what others have; null where that isn't known.</summary>
    /// <param name="since">First release with it.</param>
    /// <param name="removedIn">First release without it, if any.</param>
    /// <param name="replacedBy">What took its place, if anything.</param>
    /// <param name="condition">The build setting that it depends on, if any.</param>
    public string? WhyNot(string? since, string? removedIn = null, string? replacedBy = null, string? condition = null)
    {
        if (removedIn is not null && (Min is null || Min >= Version.Parse(removedIn)))
            return $"QEMU has it no more since {removedIn}{(replacedBy is null ? "" : $": write {replacedBy}")}";
        if (Version.TryParse(since, out var first) && (Min is null || Min < first))
            return $"QEMU has it since {since}";
        return condition is null ? null : $"only a QEMU that was built with {condition} has it";
    }

    /// <summary>Whether some of the VMs may have a QEMU from before this release.</summary>
    public bool MayPrecede(string since) => !IsOneVm && Min is not null && Version.TryParse(since, out var first) && Min < first;

    /// <summary>Whether a limit holds for every VM, for none, or for some of them (null).</summary>
    public bool? Has(EventSchema schema, EventRateLimit limit)
    {
        if (limit.Since == schema.Since || limit.AppliesTo(Min ?? s_oldest))
            return true;
        return IsOneVm && Min is not null ? false : null;
    }

    /// <summary>Whether every VM, none, or some of them (null) send all events that are exempt.</summary>
    public bool? Has(EventRateExemption exemption)
    {
        if (Min is null)
            return null;
        Version[] since = [.. exemption.Since.Select(Version.Parse).Order()];
        if (Min >= since[^1])
            return true;
        if (!IsOneVm)
            return null;
        return since.Any(s => s <= Min && (s.Major, s.Minor) == (Min.Major, Min.Minor));
    }
}
