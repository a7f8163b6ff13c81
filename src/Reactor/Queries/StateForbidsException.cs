namespace Reactor.Queries;

/// <summary>What is asked for is known and can't be done as things stand; the message says why.</summary>
internal sealed class StateForbidsException(string message) : QueryRefusedException(message);
