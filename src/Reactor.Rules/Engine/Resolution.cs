using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>An event of a <c>resolved_by</c> clause: every open alert of this rule and action on that VM ends.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Alert">The action.</param>
/// <param name="Vm">The VM at that moment.</param>
/// <param name="Event">The event.</param>
public sealed record Resolution(Rule Rule, AlertAction Alert, VmView Vm, VmEvent Event);
