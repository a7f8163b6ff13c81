using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>An event of a <c>resolved_by</c> clause: every open alert of this rule and action on that VM (of a fleet rule: of all) ends.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Alert">The action.</param>
/// <param name="Seen">The event, and the VM at that moment.</param>
/// <param name="Condition">The clause's <c>if</c> where it names <c>first</c>: still to be asked for each alert. Null: holds for all.</param>
public sealed record Resolution(Rule Rule, AlertAction Alert, SeenEvent Seen, Cel.CelProgram? Condition = null);
