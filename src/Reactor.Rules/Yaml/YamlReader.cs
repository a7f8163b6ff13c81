using Reactor.Rules.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reactor.Rules.Yaml;

/// <summary>Reads a file's text (YAML 1.2, so JSON too) into nodes, within bounds.</summary>
public static class YamlReader
{
    /// <summary>Reads one document.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <param name="limits">The bounds; null for <see cref="YamlLimits.Default"/>.</param>
    /// <returns>The document's value, or null when it could not be read to its end or is empty (both are reported).</returns>
    public static YNode? Read(SourceText source, DiagnosticBag diagnostics, YamlLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        limits ??= YamlLimits.Default;
        if (source.Text.Length > limits.Size)
        {
            diagnostics.FileError(source.Path, DiagnosticCodes.Limit, $"the file has {source.Text.Length:N0} characters; at most {limits.Size:N0} are read", "split it");
            return null;
        }

        if (ForbiddenCharacters.Report(source, diagnostics))
            return null;

        var events = new YamlEvents(source, limits);
        try
        {
            return ReadDocument(events, new YamlComposer(source, events, diagnostics, limits), diagnostics);
        }
        catch (YamlStoppedException stopped)
        {
            diagnostics.Error(stopped.Place, stopped.Code, stopped.Message, stopped.Suggestion);
            return null;
        }
    }

    private static YNode? ReadDocument(YamlEvents events, YamlComposer composer, DiagnosticBag diagnostics)
    {
        events.Next(); // the stream's start
        if (events.Next() is not DocumentStart)
        {
            diagnostics.FileError(composer.Path, DiagnosticCodes.Syntax, "the file is empty", "start with `version: 1`");
            return null;
        }

        events.Next();
        var root = composer.Compose(0);
        events.Next(); // the document's end
        if (events.Next() is DocumentStart)
        {
            throw new YamlStoppedException(
                events.Place, DiagnosticCodes.Syntax, "a second document (`---`) in one file", "put it into a file of its own");
        }

        return root;
    }
}
