using System.Security.Cryptography;
using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Model;

/// <summary>Collects what a rule means, part by part, each with its length, so that no two meanings run together.</summary>
internal sealed class MeaningHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(string part) => StableId.Append(_hash, part);

    public void Add(long number) => Add(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public void AddOptional(string? part)
    {
        Add(part is null ? 0 : 1);
        if (part is not null)
            Add(part);
    }

    public void AddOptional(CelProgram? program) => AddOptional(program?.Canonical);

    public void AddAll(IReadOnlyCollection<string> parts)
    {
        Add(parts.Count);
        foreach (var part in parts)
            Add(part);
    }

    public string Finish() => StableId.Finish("", _hash);

    public void Dispose() => _hash.Dispose();
}
