namespace Reactor.Queries;

/// <summary>A question about something that isn't there; the message says what is.</summary>
internal sealed class QueryRefusedException(string message) : Exception(message);
