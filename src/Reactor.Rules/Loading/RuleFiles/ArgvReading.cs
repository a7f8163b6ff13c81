using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>A program and its arguments: a list. Whoever writes one line, as for a shell, is shown the list that it means.</summary>
internal sealed class ArgvReading : Reading<ImmutableArray<YScalar>>
{
    private const int MaxArguments = 64;

    // What only a shell understands; {{ }} is for Reactor.
    private static readonly SearchValues<char> s_shellSigns = SearchValues.Create("|&;<>$`*?~'\"\\()");

    private static readonly Reading<ImmutableArray<YScalar>> s_list = Collections.List(TextReadings.Text, 1, MaxArguments);

    public static ArgvReading Instance { get; } = new();

    public override string Expected => s_list.Expected;

    public override JsonObject Schema(SchemaDefs defs) => s_list.Schema(defs);

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out ImmutableArray<YScalar> value)
    {
        if (node is not YScalar { Core: not CoreKind.Null } line)
            return s_list.TryRead(node, diagnostics, out value);
        value = default;
        return WrongType(node, diagnostics, Advice(line.Value.Trim()));
    }

    private static string Advice(string line)
    {
        if (line.AsSpan().ContainsAny(s_shellSigns))
            return $"there is no shell; where one is wanted, write [/bin/sh, -c, {Quoting.Yaml(line)}], and hand over values as arguments after it";
        var words = line.Contains("{{", StringComparison.Ordinal) ? [line] : line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? $"each argument stands by itself: write [{string.Join(", ", words.Select(Word))}]" : $"write [{Word(line)}]";
    }

    private static string Word(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') && word[0] != '-' && !char.IsAsciiDigit(word[0]) ? word : Quoting.Yaml(word);
}
