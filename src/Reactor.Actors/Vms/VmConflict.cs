namespace Reactor.Actors.Vms;

/// <summary>A VM claims what another one goes by.</summary>
/// <param name="Kind">What: <c>uuid</c> or <c>name</c>.</param>
/// <param name="Value">It.</param>
/// <param name="Other">Name of the VM that goes by it.</param>
internal sealed record VmConflict(string Kind, string Value, string Other);
