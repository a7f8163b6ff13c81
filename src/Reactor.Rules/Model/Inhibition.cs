using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Model;

/// <summary>A rule's <c>inhibits</c>: while its alert fires, notifications of those rules' alerts with equal values are held.</summary>
/// <param name="Rules">Names of the rules whose alerts are held; at least one.</param>
/// <param name="Same">
/// Names and values that must be equal, evaluated when each alert opens: for the inhibiting alert by this rule's programs, for an inhibited
/// one by the program of its own entry. Empty: every alert of those rules.
/// </param>
public sealed record Inhibition(ImmutableArray<string> Rules, ImmutableArray<SameValue> Same);

/// <summary>One entry of <c>same</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Program">Compiled for the inhibiting rule's actions.</param>
/// <param name="ForInhibited">By the inhibited rule's name: the same text, compiled for that rule's actions.</param>
public sealed record SameValue(string Name, CelProgram Program, ImmutableSortedDictionary<string, CelProgram> ForInhibited);
