namespace Reactor.Queries;

/// <summary>A question about something that isn't there; the message says what is.</summary>
internal class QueryRefusedException(string message) : Exception(message);

/// <summary>A request that is wrong in itself; the message says what is right.</summary>
internal sealed class RequestRefusedException(string message) : Exception(message);
