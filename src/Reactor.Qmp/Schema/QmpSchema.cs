namespace Reactor.Qmp;

/// <summary>
/// What one VM's QEMU says of itself (<c>query-qmp-schema</c>): the truth for that VM. What introspection doesn't tell comes from the default
/// catalogues: since when, groups, rate limits, names of types and widths of numbers where both agree on the kind, risks, caused events.
/// </summary>
/// <param name="QemuVersion">Its version, such as <c>7.2.22</c>; null when it isn't known.</param>
/// <param name="Events">Its events, and Reactor's own.</param>
/// <param name="Commands">Its commands. One that only it has is destructive and causes no known events.</param>
public sealed record QmpSchema(string? QemuVersion, EventCatalogue Events, CommandCatalogue Commands);
