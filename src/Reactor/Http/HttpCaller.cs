using Reactor.Rules.Configuration;

namespace Reactor.Http;

/// <summary>Who asks by HTTP.</summary>
/// <param name="Name">For the audit: <c>token grafana</c>, <c>dashboard</c>.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Uid">The user who opened the dashboard, as the kernel told; null for a token.</param>
internal sealed record HttpCaller(string Name, HttpRole Role, long? Uid);
