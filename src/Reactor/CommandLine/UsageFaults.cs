using System.CommandLine;
using System.CommandLine.Parsing;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Rules.Diagnostics;

namespace Reactor.CommandLine;

/// <summary>What is wrong with a command line, and what was probably meant.</summary>
internal static class UsageFaults
{
    // What is meant by a word alone.
    private static readonly string[] s_filters = ["--vm", "--rule"];

    /// <summary>One line for each fault; none where the line is right.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed, IReadOnlyList<string> arguments) =>
        TakenForArguments(parsed, arguments).ToList() is { Count: > 0 } taken ? [.. taken.Select(token => Option(token, parsed.CommandResult.Command))]
        : parsed.Errors.Count > 0 ? [.. Of(parsed)]
        : [];

    /// <summary>Misspelled options that a command took for arguments. Behind <c>--</c> all are arguments.</summary>
    private static IEnumerable<string> TakenForArguments(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var options = arguments.TakeWhile(text => text != "--").Where(text => text.StartsWith("--", StringComparison.Ordinal)).ToHashSet();
        return parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).Where(options.Contains).Distinct();
    }

    private static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand && parsed.UnmatchedTokens is [var first, ..])
        {
            // Of a command that there isn't, its arguments say nothing.
            return [first.StartsWith('-') ? Option(first, command) : Unknown(first, command)];
        }
        if (command.Action is null && parsed.UnmatchedTokens.Count == 0)
        {
            return [$"{Path(command)} needs a verb: {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}. '{Path(command)} --help' tells what each does"];
        }
        var unmatched = parsed.UnmatchedTokens.Distinct().ToList();
        var missing = MissingValues.Of(parsed.CommandResult);
        var told = parsed.Errors.Where(error => !missing.Any(value => value.IsToldBy(error))).Select(error => error.Message)
            .Where(message => !unmatched.Exists(token => message.Contains($"'{token}'", StringComparison.Ordinal)));
        // Behind an option that there isn't, a value looks like an argument.
        var options = unmatched.Where(token => token.StartsWith('-')).ToList();
        return
        [
            .. options.Count > 0 ? options.Select(token => Option(token, command)) : unmatched.Select(token => Argument(token, command)), .. told,
            .. MissingValues.Tell(missing, Path(command), command),
        ];
    }

    /// <summary>That there is no such command, or verb of a command.</summary>
    public static string Unknown(string name, Command of)
    {
        var near = Nearest.Suggest(name, of.Subcommands.Select(c => c.Name));
        return of is RootCommand
            ? $"there is no command {Printable.Of(name, 64)}: {near ?? "'reactor help' lists them"}"
            : $"{Path(of)} has no verb {Printable.Of(name, 64)}: {near ?? $"'{Path(of)} --help' lists what it has"}";
    }

    /// <summary>That a command has no such option.</summary>
    public static string Option(string text, Command command)
    {
        var name = text.Split('=', 2)[0];
        // That of help is the root's, and every command takes it.
        var near = Nearest.Suggest(name, command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Append(o.Name)).Append("--help").Where(o => o.StartsWith("--", StringComparison.Ordinal)));
        var whose = Path(command);
        if (name == "--config" && command.Arguments.FirstOrDefault(a => a.Name is "PATH" or "FOLDER") is { } place)
        {
            return $"{whose} takes the configuration without an option: {whose} {place.Name}";
        }
        var verb = command is RootCommand ? null : command.Subcommands.FirstOrDefault(c => c.Options.Any(o => o.Name == name));
        return $"{whose} has no option {Printable.Of(name, 64)}: {(verb is null ? near ?? $"'{whose} --help' lists them" : $"'{whose} {verb.Name}' has it")}";
    }

    // All words of it.
    private static string Path(Command command) =>
        command is RootCommand ? "reactor" : $"{Path(command.Parents.OfType<Command>().First())} {command.Name}";

    /// <summary>What was meant where a command has verbs: one of them is misspelled, or <c>add</c> is left out. Null: neither.</summary>
    private static string? Verb(string text, string shown, Command command)
    {
        // In capitals it is an event, as STOP is; no verb is.
        if (!text.Any(char.IsAsciiLetterUpper) && Nearest.Suggest(text, command.Subcommands.Select(c => c.Name)) is { } near)
        {
            return $"{Path(command)} has no verb {shown}: {near}";
        }
        if (text.Split('=', 2) is not [var name, var value] || command.Subcommands.FirstOrDefault(c => c.Name == "add") is not { } add)
        {
            return null;
        }
        var meant = add.Arguments.Count > 0 ? shown : add.Options.Any(o => o.Name == $"--{name}") ? $"--{name} {Printable.Of(value, 256)}" : null;
        var whole = $"{Path(command)} add";
        return $"{Path(command)} takes no {shown}: {(meant is null ? $"'{whole} --help' tells what '{whole}' takes" : $"did you mean {whole} {meant}?")}";
    }

    // An option without its dashes, or a VM without its option.
    private static string? Meant(string text, List<string> names) =>
        text.Split('=', 2) is [var name, var value] && names.Contains($"--{name}") ? $"--{name} {Printable.Of(value, 256)}"
        : s_filters.FirstOrDefault(names.Contains) is { } filter ? $"{filter} {Printable.Of(text, 256)}"
        : null;

    private static string Argument(string text, Command command)
    {
        var shown = Printable.Of(text, 256);
        if (Verb(text, shown, command) is { } verb)
        {
            return verb;
        }
        var takes = $"{Path(command)} takes {(command.Arguments.Count == 0 ? "no arguments" : $"{string.Join(" ", command.Arguments.Select(a => a.Name))} only")}";
        if (text == "list" && AllQueries.All.Any(query => query.Name == command.Name))
        {
            return $"{takes}: '{Path(command)}' lists by itself";
        }
        var names = command.Options.Select(o => o.Name).ToList();
        if (names.Contains("--config") && (File.Exists(text) || Directory.Exists(text)))
        {
            return $"{takes}: the configuration is named by an option: {Path(command)} --config {shown}";
        }
        var meant = Meant(text, names) is { } option ? $": did you mean {option}?" : names.Contains("--config") ? ". A configuration is named by --config" : "";
        return $"{takes}, and {shown} is one too many{meant}";
    }
}
