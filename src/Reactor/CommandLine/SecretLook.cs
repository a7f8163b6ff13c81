using Reactor.Rules.Configuration;

namespace Reactor.CommandLine;

/// <summary>Whether secrets can be had here. Nothing of a value is ever told.</summary>
internal static class SecretLook
{
    private const string CredentialsDirectory = "CREDENTIALS_DIRECTORY";

    /// <summary>Why a secret's value can't be had by this user; null where it can, or where only the daemon can know.</summary>
    public static string? Problem(SecretSource source, Func<string, string?> variable) => source switch
    {
        FileSecret file => OfFile(file.Path),
        EnvironmentSecret environment when variable(environment.Variable) is null => $"the environment variable {environment.Variable} is not set here; the daemon needs it in its own environment",
        EnvironmentSecret environment when variable(environment.Variable) is "" => $"the environment variable {environment.Variable} is empty",
        // A service alone has credentials.
        CredentialSecret credential when variable(CredentialsDirectory) is { Length: > 0 } folder => OfFile(Path.Combine(folder, credential.Credential)),
        _ => null,
    };

    private static string? OfFile(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return file.CanSeek && file.Length == 0 ? $"{path} is empty" : null;
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
}
