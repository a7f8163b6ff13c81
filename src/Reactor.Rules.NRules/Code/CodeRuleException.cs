namespace Reactor.Rules.NRules.Code;

/// <summary>An assembly, or a rule in it, that can't be used; the message says what is wrong.</summary>
internal sealed class CodeRuleException(string message, Exception? inner = null) : Exception(message, inner);
