namespace Reactor.Rules.Configuration;

/// <summary>Where a secret's value is found. The value itself is never in the configuration, the store or the log.</summary>
public abstract record SecretSource;

/// <summary>The content of a file, trailing line break removed.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record FileSecret(string Path) : SecretSource;

/// <summary>An environment variable of the daemon.</summary>
/// <param name="Variable">Its name.</param>
public sealed record EnvironmentSecret(string Variable) : SecretSource;

/// <summary>A systemd credential: a file of that name in <c>$CREDENTIALS_DIRECTORY</c>.</summary>
/// <param name="Credential">Its name.</param>
public sealed record CredentialSecret(string Credential) : SecretSource;
