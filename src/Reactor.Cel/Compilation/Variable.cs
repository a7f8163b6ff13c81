namespace Reactor.Cel;

internal sealed record Variable(string Name, CelType Type);
