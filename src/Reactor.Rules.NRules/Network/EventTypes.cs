using System.Reflection;
using System.Reflection.Emit;
using Reactor.Rules.Model;

namespace Reactor.Rules.NRules.Network;

/// <summary>
/// CLR types for events, since types are what a network looks at first: a class for each event name, and an interface for each set of names that
/// some clause means, which the classes of those names implement. So a clause is one rule of the network, over however many names.
/// </summary>
internal sealed class EventTypes
{
    private readonly Dictionary<string, Type> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type> _interfaces = new(StringComparer.Ordinal);
    private readonly ModuleBuilder _module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("Reactor.Rules.NRules.Events"), AssemblyBuilderAccess.RunAndCollect)
        .DefineDynamicModule("Events");

    /// <summary>Makes them.</summary>
    /// <param name="clauses">Those that events may fit.</param>
    /// <param name="names">All names that there are classes for. An event of another name has none.</param>
    public EventTypes(IReadOnlyCollection<Clause> clauses, IEnumerable<string> names)
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
