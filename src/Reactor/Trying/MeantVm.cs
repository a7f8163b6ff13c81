using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Reactions.Simulation;
using Reactor.Rules.Diagnostics;

namespace Reactor.Trying;

/// <summary>Which VM an event is of that doesn't say it: the one that was named, or the only one there is. None is made up.</summary>
internal static class MeantVm
{
    private const int MostListed = 8;

    /// <summary>The name; null where neither the event, nor the person, nor the configuration has one: then it is some VM of this host.</summary>
    /// <param name="told">The name that comes with the event; null for none.</param>
    /// <param name="named">The one of <c>--vm</c>; null for none.</param>
    /// <param name="vms">Those configured.</param>
    /// <param name="what">What needs to know, for the error.</param>
    /// <exception cref="CommandFailedException">Several may be meant, or the named one isn't configured.</exception>
    public static string? Of(string? told, string? named, KnownVms vms, string what)
    {
        if (named is not null && vms.Names.Count > 0 && !vms.Names.Contains(named))
        {
            throw new CommandFailedException($"--vm: no VM {Printable.Of(named)} is configured: {Nearest.Suggest(named, vms.Names) ?? Listed(vms)}", ExitCode.Usage);
        }
        return told ?? named ?? (vms.Names.Count <= 1
            ? vms.Names.FirstOrDefault()
            : throw new CommandFailedException($"{what} doesn't say which VM it is of, and {vms.Names.Count} are configured: name one with --vm NAME ({Listed(vms)})", ExitCode.Usage));
    }

    private static string Listed(KnownVms vms) =>
        $"there {(vms.Names.Count == 1 ? "is" : "are")} {string.Join(", ", vms.Names.Take(MostListed).Select(name => Printable.Of(name, 64)))}{(vms.Names.Count > MostListed ? $" and {vms.Names.Count - MostListed} more" : "")}";
}
