using System.Diagnostics.CodeAnalysis;

namespace Reactor.Actors.Vms;

/// <summary>Who has what, found by what is had and by who has it: of ten thousand, one is looked at.</summary>
/// <param name="keyOf">The key of an owner.</param>
internal sealed class Claims<TClaim, TOwner>(Func<TOwner, string> keyOf)
    where TClaim : notnull
    where TOwner : class
{
    private readonly Dictionary<TClaim, TOwner> _owners = [];
    // Mostly one: a set of each key would be most of the memory.
    private readonly Dictionary<string, TClaim[]> _claims = new(StringComparer.Ordinal);

    /// <summary>There will be so many: what grows by and by ends up with room for twice as many.</summary>
    public void Expect(int owners)
    {
        _owners.EnsureCapacity(owners);
        _claims.EnsureCapacity(owners);
    }

    public bool TryGet(TClaim claim, [NotNullWhen(true)] out TOwner? owner) => _owners.TryGetValue(claim, out owner);

    public TOwner? Find(TClaim claim) => _owners.GetValueOrDefault(claim);

    /// <summary>Gives it to an owner, whoever had it.</summary>
    public void Set(TClaim claim, TOwner owner)
    {
        if (Find(claim) is { } had && keyOf(had) == keyOf(owner))
        {
            _owners[claim] = owner;
            return;
        }

        Remove(claim);
        _owners.Add(claim, owner);
        _claims[keyOf(owner)] = [.. Of(keyOf(owner)), claim];
    }

    public void Remove(TClaim claim)
    {
        if (!_owners.Remove(claim, out var owner))
            return;
        var claims = Of(keyOf(owner));
        if (claims.Count > 1)
            _claims[keyOf(owner)] = [.. claims.Where(other => !_owners.Comparer.Equals(other, claim))];
        else
            _claims.Remove(keyOf(owner));
    }

    /// <summary>All that a key has.</summary>
    public IReadOnlyList<TClaim> Of(string key) => _claims.GetValueOrDefault(key, []);
}
