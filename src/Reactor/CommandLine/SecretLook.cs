using System.Text;
using Reactor.Http;
using Reactor.Reactions.Signing;
using Reactor.Rules.Configuration;

namespace Reactor.CommandLine;

/// <summary>Whether secrets can be had here. Nothing of a value is ever told.</summary>
internal static class SecretLook
{
    // Blanks around a token or a key don't count; no sound one has so many.
    private const int MostBytes = 4096;

    private const string CredentialsDirectory = "CREDENTIALS_DIRECTORY";

    /// <summary>Why a secret's value can't be had by this user; null where it can, or where only the daemon can know.</summary>
    /// <remarks>What is written as a key that signs, and is none, can't be had either: nothing would be sent with it.</remarks>
    public static string? Problem(SecretSource source, Func<string, string?> variable) => Look(
        source, variable, value => value.Length < MostBytes && value.AsSpan().Trim().StartsWith(WebhookKey.Prefix, StringComparison.Ordinal) && !WebhookKey.TryParse(value, out _, out var error) ? error : null);

    /// <summary>The same for a token that signs in over HTTP, also where the daemon would not take it.</summary>
    public static string? TokenProblem(SecretSource source, Func<string, string?> variable) => Look(
        source, variable, value => value.Trim().Length < BearerTokens.Shortest ? $"it has fewer than {BearerTokens.Shortest} characters, and no such token is taken" : null);

    /// <param name="source">The secret.</param>
    /// <param name="variable">Reads the environment.</param>
    /// <param name="fault">What is wrong with a value.</param>
    private static string? Look(SecretSource source, Func<string, string?> variable, Func<string, string?> fault) => source switch
    {
        FileSecret file => OfFile(file.Path, fault),
        EnvironmentSecret environment => variable(environment.Variable) switch
        {
            null => $"the environment variable {environment.Variable} is not set here; the daemon needs it in its own environment",
            "" => $"the environment variable {environment.Variable} is empty",
            { } value => fault(value),
        },
        // A service alone has credentials.
        CredentialSecret credential when variable(CredentialsDirectory) is { Length: > 0 } folder => OfFile(Path.Combine(folder, credential.Credential), fault),
        _ => null,
    };

    private static string? OfFile(string path, Func<string, string?> fault)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            // What a pipe has it gives once, and that is the daemon's.
            return !file.CanSeek ? null : file.Length == 0 ? $"{path} is empty" : fault(Beginning(file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Directory.Exists(path) ? $"{path} is a folder" : $"there is no file {path}";
        }
        catch (UnauthorizedAccessException)
        {
            return Directory.Exists(path) ? $"{path} is a folder" : $"{path} may not be read by this user";
        }
        catch (IOException e)
        {
            return $"{path} can't be read: {e.Message}";
        }
    }

    private static string Beginning(FileStream file)
    {
        var bytes = new byte[MostBytes];
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
