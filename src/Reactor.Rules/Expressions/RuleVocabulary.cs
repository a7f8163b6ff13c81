using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Qmp;

namespace Reactor.Rules.Expressions;

/// <summary>
/// What all expressions of one load share: lists, macros, and the oldest QEMU that is to be expected. Programs compiled under one
/// vocabulary run under activations of that vocabulary only. Immutable; safe for concurrent use.
/// </summary>
public sealed class RuleVocabulary
{
    // Expressions of every place share a prefix of these; what follows the lists is numbered from their end.
    internal const int VmSlot = 0;
    internal const int HostSlot = 1;
    internal const int RuleSlot = 2;
    internal const int FirstListSlot = 3;

    private static readonly ImmutableHashSet<string> s_taken = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "event", "data", "vm", "host", "rule", "match", "suppressed", "firing", "first", "last", "previous", "gathered", "steps", "secret", "result", "ost", "alert");

    private readonly ImmutableArray<KeyValuePair<string, string>> _macros;

    // As many as there are different `event` entries in the files.
    private readonly ConcurrentDictionary<string, RuleEnvironment> _environments = new(StringComparer.Ordinal);

    /// <summary>Makes one.</summary>
    /// <param name="lists">Named lists; names as <see cref="CanName"/> lets pass.</param>
    /// <param name="macros">Named expressions; names as <see cref="CanName"/> lets pass, none that is a list's.</param>
    /// <param name="qemuMin">The oldest QEMU that events come from: members that are younger count as optional. Null: none is that old.</param>
    /// <exception cref="ArgumentException">A name is refused or taken twice.</exception>
    public RuleVocabulary(
        IEnumerable<KeyValuePair<string, ImmutableArray<CelValue>>> lists, IEnumerable<KeyValuePair<string, string>> macros, Version? qemuMin = null)
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(macros);
        // Ordered by name: the order in a file means nothing, and slots follow from it.
        var ordered = lists.OrderBy(l => l.Key, StringComparer.Ordinal).ToArray();
        _macros = [.. macros.OrderBy(m => m.Key, StringComparer.Ordinal)];
        QemuMin = qemuMin;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in ordered.Select(l => l.Key).Concat(_macros.Select(m => m.Key)))
        {
            if (!CanName(name))
                throw new ArgumentException($"`{name}` cannot be the name of a list or macro.");
            if (!names.Add(name))
                throw new ArgumentException($"`{name}` names two lists or macros.");
        }

        ListNames = [.. ordered.Select(l => l.Key)];
        Lists = [.. ordered.Select(l => CelValue.From(CelList.Of([.. l.Value])))];
        ListTypes = [.. ordered.Select(l => TypeOf(l.Value))];
    }

    /// <summary>Without lists and macros.</summary>
    public static RuleVocabulary Empty { get; } = new([], []);

    /// <summary>Names of the lists, in order of their slots.</summary>
    public ImmutableArray<string> ListNames { get; }

    /// <summary>The oldest QEMU that events come from; null: none is older than the catalogue's members.</summary>
    public Version? QemuMin { get; }

    internal ImmutableArray<CelValue> Lists { get; }

    internal ImmutableArray<CelType> ListTypes { get; }

    internal int EventSlot => FirstListSlot + Lists.Length;

    internal int DataSlot => EventSlot + 1;

    // In routes, which see no data.
    internal int AlertSlot => EventSlot + 1;

    internal int FirstSlot => EventSlot + 2;

    internal int LastSlot => EventSlot + 3;

    internal int PreviousSlot => EventSlot + 4;

    internal int MatchSlot => EventSlot + 5;

    internal int SuppressedSlot => EventSlot + 6;

    internal int FiringSlot => EventSlot + 7;

    internal int GatheredSlot => EventSlot + 8;

    internal int StepsSlot => EventSlot + 9;

    internal int ResultSlot => EventSlot + 10;

    /// <summary>Whether a list or macro may have this name: an identifier that is no reserved word of CEL and no name of the language's own.</summary>
    /// <param name="name">The name.</param>
    public static bool CanName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (s_taken.Contains(name))
            return false;
        try
        {
            _ = new CelEnvironmentBuilder().AddVariable(name, CelType.Dyn);
            return !name.Contains('.', StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The environment of expressions over these events.</summary>
    /// <param name="events">
    /// All events that a clause names, globs resolved. A member of <c>data</c> counts as optional unless all of them have it. None: nothing is known of <c>data</c>.
    /// </param>
    public RuleEnvironment ForEvents(IReadOnlyCollection<EventSchema> events) => ForEvents(events, events, events);

    /// <summary>The environment of a pattern's actions and its <c>having</c>, where its first, last and completing events may be of different names.</summary>
    /// <param name="completing">Events that <c>event</c> and <c>data</c> may be. None: nothing is known of <c>data</c>.</param>
    /// <param name="first">Events that <c>first</c> may be.</param>
    /// <param name="last">Events that <c>last</c> and <c>previous</c> may be.</param>
    public RuleEnvironment ForEvents(IReadOnlyCollection<EventSchema> completing, IReadOnlyCollection<EventSchema> first, IReadOnlyCollection<EventSchema> last)
    {
        ArgumentNullException.ThrowIfNull(completing);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(last);
        return _environments.GetOrAdd($"{Names(completing)};{Names(first)};{Names(last)}", _ => new RuleEnvironment(this, completing, first, last));

        static string Names(IReadOnlyCollection<EventSchema> events) => string.Join(' ', events.Select(e => e.Name).Distinct().Order(StringComparer.Ordinal));
    }

    internal void AddMacros(CelEnvironmentBuilder builder)
    {
        foreach (var (name, expression) in _macros)
            builder.AddMacro(name, expression);
    }

    private static CelType TypeOf(ImmutableArray<CelValue> list)
    {
        var kinds = list.Select(v => v.Kind).Distinct().ToArray();
        return CelType.ListOf(kinds is [var kind] ? kind switch
        {
            CelKind.String => CelType.String,
            CelKind.Int => CelType.Int,
            CelKind.Bool => CelType.Bool,
            CelKind.Double => CelType.Double,
            _ => CelType.Dyn,
        } : CelType.Dyn);
    }
}
