using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading;

/// <summary>A few commands.</summary>
internal sealed class FakeCommands : IKnownCommands
{
    private static readonly Dictionary<string, (KnownRisk Risk, string[] Arguments)> s_commands = new(StringComparer.Ordinal)
    {
        ["query-status"] = (KnownRisk.Read, []),
        ["query-block"] = (KnownRisk.Read, []),
        ["cont"] = (KnownRisk.Reversible, []),
        ["stop"] = (KnownRisk.Reversible, []),
        ["dump-guest-memory"] = (KnownRisk.Reversible, ["paging", "protocol"]),
        ["system_reset"] = (KnownRisk.Destructive, []),
    };

    public IEnumerable<string> Names => s_commands.Keys;

    public bool TryRisk(string command, out KnownRisk risk)
    {
        bool found = s_commands.TryGetValue(command, out var known);
        risk = known.Risk;
        return found;
    }

    public IReadOnlyList<CommandProblem> Problems(string command, IReadOnlyDictionary<string, string?> arguments) =>
    [
        .. arguments.Keys.Except(s_commands[command].Arguments).Select(a => new CommandProblem(a, false, $"{command} takes no argument {a}: {Nearest.Suggest(a, s_commands[command].Arguments)}")),
        .. s_commands[command].Arguments.Except(arguments.Keys).Select(a => new CommandProblem(a, true, $"{command} needs the argument {a}")),
    ];
}
