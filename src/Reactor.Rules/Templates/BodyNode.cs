using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Templates;

/// <summary>A node of a body as written: the loader makes one for each YAML node.</summary>
public abstract record BodyNode;

/// <summary>A map; its keys are as written, never rendered.</summary>
/// <param name="Entries">The entries in order, each key once.</param>
public sealed record BodyMap(ImmutableArray<KeyValuePair<string, BodyNode>> Entries) : BodyNode;

/// <summary>A list.</summary>
/// <param name="Items">The elements.</param>
public sealed record BodyList(ImmutableArray<BodyNode> Items) : BodyNode;

/// <summary>A scalar without <c>{{ }}</c>: string, number, bool or null.</summary>
/// <param name="Value">The value.</param>
public sealed record BodyConstant(CelValue Value) : BodyNode;

/// <summary>A leaf that is one whole <c>{{ }}</c>: it keeps its type; null where it fails.</summary>
/// <param name="Program">The expression.</param>
public sealed record BodyExpression(CelProgram Program) : BodyNode;

/// <summary>A leaf of text with <c>{{ }}</c> in it: a string.</summary>
/// <param name="Template">The text.</param>
public sealed record BodyText(TextTemplate Template) : BodyNode;
