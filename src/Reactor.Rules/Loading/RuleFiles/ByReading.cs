using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>A key: a list of expressions, or a map of names and expressions whose names become labels.</summary>
internal sealed class ByReading : Reading<BySyntax>
{
    public const int MaxEntries = 8;

    public static ByReading Instance { get; } = new();

    public override string Expected => "a list of expressions or a map of names and expressions";

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out BySyntax value)
    {
        value = null;
        var entries = node switch
        {
            YList list => list.Items.Select(i => ((YScalar?)null, i)),
            YMap map => map.Entries.Where(e => IsName(e.Key, diagnostics)).Select(e => ((YScalar?)e.Key, e.Value)),
            _ => null,
        };
        if (entries is null)
            return WrongType(node, diagnostics, node is YScalar { Core: not CoreKind.Null } s ? $"write [{Quoting.Yaml(s.Value)}]" : null);

        var read = ImmutableArray.CreateBuilder<(YScalar?, YScalar)>();
        foreach (var (name, entry) in entries)
            if (ExpressionReading.Instance.TryRead(entry, diagnostics, out var expression))
                read.Add((name, expression));
        if (read.Count > MaxEntries)
            return BadValue(node, diagnostics, $"a key has at most {MaxEntries} entries, and this one {read.Count}");
        value = new BySyntax(node.Place, read.ToImmutable());
        return true;
    }

    private static bool IsName(YScalar key, DiagnosticBag diagnostics)
    {
        if (key.Value == KeyPart.ReservedName)
            return BadValue(key, diagnostics, $"`{KeyPart.ReservedName}` is in every key already");
        return Scalars.Word("a label's name").TryRead(key, diagnostics, out _);
    }
}
