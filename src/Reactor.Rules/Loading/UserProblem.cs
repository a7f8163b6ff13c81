namespace Reactor.Rules.Loading;

/// <summary>Why programs can't be run as a user.</summary>
/// <param name="Message">Why, for people.</param>
/// <param name="Suggestion">What to do.</param>
/// <param name="IsCertain">False: the daemon, which may be another user than who asks, may be able to all the same.</param>
public sealed record UserProblem(string Message, string Suggestion, bool IsCertain = true);
