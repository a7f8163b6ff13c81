namespace Reactor.Rules.Configuration;

/// <summary>A sign of life, so that a dead Reactor is noticed: <c>heartbeat</c>.</summary>
/// <param name="To">Name of the target: an Alertmanager or a webhook.</param>
/// <param name="Every">How often it is told.</param>
public sealed record HeartbeatConfiguration(string To, TimeSpan Every);
