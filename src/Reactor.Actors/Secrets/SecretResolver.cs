using System.Collections.Immutable;
using System.Text;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Secrets;

/// <summary>Reads secrets from files, the environment and systemd's credentials.</summary>
internal sealed class SecretResolver(ImmutableSortedDictionary<string, SecretSource> secrets, Func<string, string?> environment) : ISecretResolver
{
    /// <summary>Longest secret file. A key or a URL has a few hundred bytes.</summary>
    internal const int MaxBytes = 64 * 1024;

    private const string CredentialsDirectory = "CREDENTIALS_DIRECTORY";

    private volatile ImmutableSortedDictionary<string, SecretSource> _secrets = secrets;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public ValueTask<string> ResolveAsync(string name, CancellationToken ct) =>
        _secrets.TryGetValue(name, out var source)
            ? ResolveAsync(source, $"secret `{name}`", ct)
            : throw new SecretUnavailableException($"secret `{name}` is not in the configuration: add it under `secrets`");

    public async ValueTask<string> ResolveAsync(SecretSource source, string purpose, CancellationToken ct)
    {
        var value = source switch
        {
            FileSecret file => await ReadAsync(file.Path, purpose, ct).ConfigureAwait(false),
            EnvironmentSecret variable => environment(variable.Variable)
                ?? throw new SecretUnavailableException($"{purpose}: the environment variable {variable.Variable} is not set"),
            CredentialSecret credential => await ReadAsync(CredentialPath(credential.Credential, purpose), purpose, ct).ConfigureAwait(false),
            _ => throw new SecretUnavailableException($"{purpose}: this version can't read a {source.GetType().Name}"),
        };
        return value.Length > 0 ? value : throw new SecretUnavailableException($"{purpose} is empty");
    }

    /// <summary>Takes other secrets from now on.</summary>
    public void Replace(ImmutableSortedDictionary<string, SecretSource> configured) => _secrets = configured;

    private string CredentialPath(string credential, string purpose) =>
        environment(CredentialsDirectory) is { Length: > 0 } folder
            ? Path.Combine(folder, credential)
            : throw new SecretUnavailableException(
                $"{purpose}: ${CredentialsDirectory} is not set: give the unit LoadCredential={credential}:PATH, or run it under systemd");

    private static async Task<string> ReadAsync(string path, string purpose, CancellationToken ct)
    {
        try
        {
            var options = new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 };
            var stream = new FileStream(path, options);
            await using (stream.ConfigureAwait(false))
            {
                var buffer = new byte[MaxBytes + 1];
                var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
                if (length > MaxBytes)
                    throw new SecretUnavailableException($"{purpose}: {path} has more than {MaxBytes / 1024} KiB: is it the right file?");
                return WithoutLineBreak(s_strict.GetString(buffer, 0, length));
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SecretUnavailableException($"{purpose}: there is no file {path}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SecretUnavailableException($"{purpose}: {path} may not be read by this user", e);
        }
        catch (IOException e)
        {
            // The framework's messages name the path, never the content.
            throw new SecretUnavailableException($"{purpose}: {e.Message}", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new SecretUnavailableException($"{purpose}: {path} is not UTF-8 text", e);
        }
    }

    private static string WithoutLineBreak(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
