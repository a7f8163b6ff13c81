namespace Reactor.Cel.Functions;

/// <summary>Functions and methods by name.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<(string Name, bool IsMethod), Overload[]> _overloads;

    public FunctionTable()
        : this([])
    {
    }

    private FunctionTable(Dictionary<(string Name, bool IsMethod), Overload[]> overloads) => _overloads = overloads;

    public IEnumerable<string> Names(bool isMethod) => _overloads.Keys.Where(k => k.IsMethod == isMethod).Select(k => k.Name);

    public Overload[] Find(string name, bool isMethod) => _overloads.GetValueOrDefault((name, isMethod), []);

    /// <exception cref="ArgumentException">There is one of the same parameters.</exception>
    public void Add(Overload overload)
    {
        var others = Find(overload.Name, overload.IsMethod);
        if (others.Any(o => o.Parameters.Select(p => p.Kind).SequenceEqual(overload.Parameters.Select(p => p.Kind))))
            throw new ArgumentException($"'{overload.Name}' is declared with these parameters already.", nameof(overload));
        _overloads[(overload.Name, overload.IsMethod)] = [.. others, overload];
    }

    public FunctionTable Copy() => new(new Dictionary<(string Name, bool IsMethod), Overload[]>(_overloads));
}
