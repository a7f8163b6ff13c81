using Reactor.Cel;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Matching;

/// <summary>All conditions of a rule set, each once: what is equal is evaluated once per event.</summary>
internal sealed class ConditionTable(RuleVocabulary vocabulary)
{
    private readonly Dictionary<(string Canonical, string Data, string Rule), int> _numbers = [];
    private readonly List<CelProgram> _programs = [];

    public IReadOnlyList<CelProgram> Programs => _programs;

    /// <summary>The number of a program that is evaluated for events of these names; -1 for none.</summary>
    public int NumberOf(Rule rule, CelProgram? program, IEnumerable<EventPattern> events)
    {
        if (program is null)
            return -1;

        // Equal text means the same only where what it reads is the same: `rule` is each rule's own, and `data` was typed by the clause's events.
        var data = program.Reads(vocabulary.DataSlot) ? string.Join(' ', events.Select(e => e.Text).Order(StringComparer.Ordinal)) : "";
        var name = program.Reads(RuleVocabulary.RuleSlot) ? rule.Name : "";
        if (!_numbers.TryGetValue((program.Canonical, data, name), out var number))
        {
            number = _programs.Count;
            _numbers.Add((program.Canonical, data, name), number);
            _programs.Add(program);
        }

        return number;
    }
}
