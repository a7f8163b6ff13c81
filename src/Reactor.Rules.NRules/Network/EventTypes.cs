using System.Reflection;
using System.Reflection.Emit;
using Reactor.Rules.Model;

namespace Reactor.Rules.NRules.Network;

/// <summary>
/// CLR types for events, since types are what a network looks at first: a class for each event name, and an interface for each set of names that
/// some clause means, which the classes of those names implement. So a clause is one rule of the network, over however many names. Rule sets that
/// mean the same events share them: each assembly that is made takes milliseconds, and more when it goes.
/// </summary>
internal sealed class EventTypes
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, WeakReference<EventTypes>> s_made = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Type> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type> _interfaces = new(StringComparer.Ordinal);
    private readonly ModuleBuilder _module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("Reactor.Rules.NRules.Events"), AssemblyBuilderAccess.RunAndCollect)
        .DefineDynamicModule("Events");

    private EventTypes(IReadOnlyCollection<Clause> clauses, IEnumerable<string> names)
    {
        foreach (var clause in clauses)
        {
            var set = SetOf(clause);
            if (!_interfaces.ContainsKey(set))
                _interfaces.Add(set, Interface($"Set{_interfaces.Count}"));
        }

        var sets = clauses.DistinctBy(SetOf).ToArray();
        foreach (var name in names)
            _classes.Add(name, Class(name, [.. sets.Where(c => c.Matches(name)).Select(InterfaceOf)]));
    }

    /// <summary>Those of some clauses; made where no living ones are.</summary>
    /// <param name="clauses">Those that events may fit.</param>
    /// <param name="names">All names that there are classes for. An event of another name has none.</param>
    public static EventTypes For(IReadOnlyCollection<Clause> clauses, IReadOnlyCollection<string> names)
    {
        var shape = $"{string.Join(',', clauses.Select(SetOf).Distinct().Order(StringComparer.Ordinal))};{string.Join(',', names.Order(StringComparer.Ordinal))}";
        lock (s_gate)
        {
            if (s_made.TryGetValue(shape, out var known) && known.TryGetTarget(out var types))
                return types;
            foreach (var gone in s_made.Where(m => !m.Value.TryGetTarget(out _)).Select(m => m.Key).ToArray())
                s_made.Remove(gone);
            types = new EventTypes(clauses, names);
            s_made[shape] = new WeakReference<EventTypes>(types);
            return types;
        }
    }

    /// <summary>The class of events of a name; null where there is none.</summary>
    public Type? ClassOf(string eventName) => _classes.GetValueOrDefault(eventName);

    /// <summary>The interface of the events that a clause means.</summary>
    public Type InterfaceOf(Clause clause) => _interfaces[SetOf(clause)];

    private static string SetOf(Clause clause) => string.Join(' ', clause.Events.Select(e => e.Text).Order(StringComparer.Ordinal));

    private Type Interface(string name)
    {
        var type = _module.DefineType(name, TypeAttributes.Interface | TypeAttributes.Abstract | TypeAttributes.Public);
        type.AddInterfaceImplementation(typeof(IEventFact));
        return type.CreateType();
    }

    private Type Class(string name, Type[] sets) =>
        _module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed, typeof(EventFact), sets).CreateType();
}
