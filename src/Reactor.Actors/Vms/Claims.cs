using System.Diagnostics.CodeAnalysis;

namespace Reactor.Actors.Vms;

/// <summary>Who has what, found by what is had and by who has it: of ten thousand, one is looked at.</summary>
/// <param name="keyOf">The key of an owner.</param>
internal sealed class Claims<TClaim, TOwner>(Func<TOwner, string> keyOf)
    where TClaim : notnull
    where TOwner : class
{
    private readonly Dictionary<TClaim, TOwner> _owners = [];
    private readonly Dictionary<string, HashSet<TClaim>> _claims = new(StringComparer.Ordinal);

    public bool TryGet(TClaim claim, [NotNullWhen(true)] out TOwner? owner) => _owners.TryGetValue(claim, out owner);

    public TOwner? Find(TClaim claim) => _owners.GetValueOrDefault(claim);

    /// <summary>Gives it to an owner, whoever had it.</summary>
    public void Set(TClaim claim, TOwner owner)
    {
        Remove(claim);
        _owners.Add(claim, owner);
        if (!_claims.TryGetValue(keyOf(owner), out var claims))
            _claims.Add(keyOf(owner), claims = []);
        claims.Add(claim);
    }

    public void Remove(TClaim claim)
    {
        if (!_owners.Remove(claim, out var owner))
            return;
        var claims = _claims[keyOf(owner)];
        claims.Remove(claim);
        if (claims.Count == 0)
            _claims.Remove(keyOf(owner));
    }

    /// <summary>All that a key has.</summary>
    public TClaim[] Of(string key) => _claims.TryGetValue(key, out var claims) ? [.. claims] : [];
}
