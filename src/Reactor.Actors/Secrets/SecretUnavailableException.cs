namespace Reactor.Actors.Secrets;

/// <summary>A secret can't be had now. The message names the secret and its place, never a value.</summary>
public sealed class SecretUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
