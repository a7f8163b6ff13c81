using System.CommandLine;
using System.CommandLine.Parsing;
using Reactor.Manual;

namespace Reactor.CommandLine;

/// <summary>An argument, or an option, that a command can't do without and wasn't given.</summary>
/// <param name="Name">What stands for it in the help.</param>
/// <param name="Meaning">Its description.</param>
/// <param name="Symbol">The argument or option.</param>
internal sealed record MissingValue(string Name, string Meaning, Symbol Symbol)
{
    /// <summary>Whether the parser's own message is about it.</summary>
    public bool IsToldBy(ParseError error) =>
        error.SymbolResult is ArgumentResult argument ? argument.Argument == Symbol : error.Message.Contains($"'{Symbol.Name}'", StringComparison.Ordinal);
}

/// <summary>What is missing of a command line, told with what it is and an example.</summary>
internal static class MissingValues
{
    public static IReadOnlyList<MissingValue> Of(CommandResult given) =>
    [
        .. given.Command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 && !argument.HasDefaultValue && given.GetResult(argument) is not { Tokens.Count: > 0 })
            .Select(argument => new MissingValue(argument.HelpName ?? argument.Name, argument.Description ?? "", argument)),
        .. given.Command.Options.Where(option => option.Required && given.GetResult(option) is not { Implicit: false })
            .Select(option => new MissingValue($"{option.Name} {option.HelpName}".TrimEnd(), option.Description ?? "", option)),
    ];

    public static IEnumerable<string> Tell(IReadOnlyList<MissingValue> missing, string path, Command command)
    {
        var example = CommandEntry.ExampleOf(command) is { } line ? $". For example: {line}" : "";
        return missing.Select((value, i) => $"{path} needs {value.Name}: {value.Meaning}{(i == missing.Count - 1 ? example : "")}");
    }
}
