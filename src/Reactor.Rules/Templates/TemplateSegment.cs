namespace Reactor.Rules.Templates;

/// <summary>A stretch of a template's text.</summary>
/// <param name="IsExpression">Whether it stood within <c>{{ }}</c>.</param>
/// <param name="Offset">Where it starts in the text, braces not included.</param>
/// <param name="Text">The literal text, or the expression.</param>
internal readonly record struct TemplateSegment(bool IsExpression, int Offset, string Text);
