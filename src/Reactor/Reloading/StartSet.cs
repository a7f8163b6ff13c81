using Reactor.CommandLine;
using Reactor.Rules.Loading;
using Reactor.Store;

namespace Reactor.Reloading;

/// <summary>What a start runs: the files, or where they are bad the last good ones from the store.</summary>
/// <param name="Load">What runs.</param>
/// <param name="Running">Its texts.</param>
/// <param name="Files">The files as they were found.</param>
internal sealed record StartSet(LoadResult Load, SavedConfiguration Running, Reading Files)
{
    /// <summary>Chooses.</summary>
    /// <param name="files">The files as they were found.</param>
    /// <param name="store">The store.</param>
    /// <exception cref="CommandFailedException">The files are bad and there is nothing in their place.</exception>
    public static async Task<StartSet> ChooseAsync(Reading files, SqliteStore store)
    {
        if (!files.Load.HasErrors)
        {
            return new StartSet(files.Load, files.Saved, files);
        }
        if (await store.SavedConfigurationAsync() is not { } saved)
        {
            throw new CommandFailedException($"not started: {Configurations.Count(files.Load)}", ExitCode.BadConfiguration);
        }
        var load = Reading.FromStore(saved);
        if (load.HasErrors)
        {
            throw new CommandFailedException(
                $"not started: {Configurations.Count(files.Load)}. The configuration that ran last can't be used by this version either:\n{load.FormatDiagnostics().TrimEnd()}",
                ExitCode.BadConfiguration);
        }
        return new StartSet(load, saved, files);
    }
}
