using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using Reactor.Actors.Watching;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Engine;
using Reactor.Rules.Explaining;
using Reactor.Rules.Expressions;
using Reactor.Trying;

namespace Reactor.Watching;

/// <summary>What a watcher asks for: globs of VMs and events, tried while events are read, and an expression, evaluated where they are shown.</summary>
internal sealed class WatchQuery
{
    private const int LongestText = 4096;

    private readonly RuleVocabulary _vocabulary;
    private readonly CelProgram? _condition;

    private WatchQuery(WatchFilter filter, RuleVocabulary vocabulary, CelProgram? condition) => (Filter, _vocabulary, _condition) = (filter, vocabulary, condition);

    /// <summary>The globs.</summary>
    public WatchFilter Filter { get; }

    /// <summary>Reads one; what is wrong where it is none.</summary>
    /// <param name="vms">Globs of VMs.</param>
    /// <param name="events">Globs of events.</param>
    /// <param name="condition">An expression, as in the <c>if</c> of a rule's clause; null for none.</param>
    /// <param name="vocabulary">Lists and macros of the rules that run.</param>
    public static (WatchQuery? Query, string? Problem) Create(StringValues vms, StringValues events, string? condition, RuleVocabulary vocabulary)
    {
        if (vms.Count > WatchFilter.MostGlobs || events.Count > WatchFilter.MostGlobs)
        {
            return (null, $"{WatchFilter.MostGlobs} VMs and as many events may be named; use globs such as 'db-*'");
        }
        if (vms.Concat(events).Append(condition).Any(text => text?.Length > LongestText))
        {
            return (null, $"a filter is longer than {LongestText} characters");
        }
        var filter = new WatchFilter([.. vms.OfType<string>()], [.. events.OfType<string>()]);
        if (string.IsNullOrEmpty(condition))
        {
            return (new WatchQuery(filter, vocabulary, null), null);
        }
        var compilation = vocabulary.ForEvents(Schemas(filter.Events)).Compile(condition, ExpressionPlace.Condition);
        return compilation.Program is { } program
            ? (new WatchQuery(filter, vocabulary, program), null)
            : (null, ExpressionFault.Text(condition, compilation.Diagnostics));
    }

    /// <summary>Whether an event is to be shown: where the expression fails it is not, as in rules.</summary>
    public bool Shows(WatchedEvent watched) => _condition is null
        || new ExpressionTrial(_vocabulary, new SeenEvent(watched.Vm, new VmEvent
        {
            Id = "watch", Name = watched.Event.Name, Data = watched.Event.Data, At = watched.Event.ReceivedAt, Origin = EventOrigin.Live,
        })).Explain(_condition).Value.IsTrue;

    // Of a name that isn't known nothing can be said, so nothing is.
    private static ImmutableArray<EventSchema> Schemas(ImmutableArray<string> globs)
    {
        var schemas = globs.Select(glob => EventCatalogue.Default.MatchGlob(glob)).ToList();
        return schemas.Exists(found => found.Count == 0) ? [] : [.. schemas.SelectMany(found => found).Distinct()];
    }
}
