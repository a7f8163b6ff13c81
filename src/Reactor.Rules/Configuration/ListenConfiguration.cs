using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Rules.Configuration;

/// <summary>Where VMs dial in (<c>-qmp unix:PATH,server=off,reconnect=1</c>): one entry of <c>listen</c>.</summary>
/// <param name="Address">The socket that is made, its path absolute.</param>
/// <param name="AllowUids">The users whose processes are let in; empty for root and the user that Reactor runs as.</param>
/// <param name="Labels">Labels of the VMs.</param>
/// <param name="ForgetAfter">How long a VM stays known whose process is gone.</param>
public sealed record ListenConfiguration(UnixQmpAddress Address, ImmutableArray<uint> AllowUids, ImmutableSortedDictionary<string, string> Labels, TimeSpan ForgetAfter)
{
    /// <summary>What manages the VMs, and what may be done to them.</summary>
    public VmManagement Management { get; init; } = VmManagement.Own;
}
