using System.CommandLine;
using System.CommandLine.Completions;

namespace Reactor.Manual;

/// <summary>What of a value can be completed.</summary>
internal enum ValueKind
{
    /// <summary>Nothing: a name or a number that only the person knows.</summary>
    Free,

    /// <summary>One of some words.</summary>
    Word,

    /// <summary>A file or a folder.</summary>
    File,
}

/// <summary>A value: of an option, or an argument.</summary>
/// <param name="Name">What stands for it in the help; empty for a switch, which takes none.</param>
/// <param name="Description">Its meaning.</param>
internal sealed record EntryValue(string Name, string Description)
{
    private static readonly string[] s_files = ["FILE", "DIR", "FOLDER", "PATH", "SOCKET"];

    /// <summary>The words that it can be; none for any.</summary>
    public IReadOnlyList<string> Words { get; init; } = Name.Contains('|', StringComparison.Ordinal) && Name.All(c => c is '|' or '-' || char.IsAsciiLetterLower(c)) ? Name.Split('|') : [];

    /// <summary>What of it can be completed.</summary>
    public ValueKind Kind => Words.Count > 0 ? ValueKind.Word : Name.Split('|').Any(s_files.Contains) ? ValueKind.File : ValueKind.Free;
}

/// <summary>An option.</summary>
/// <param name="Names">Its names, the long one first.</param>
/// <param name="Value">What it takes.</param>
internal sealed record EntryOption(IReadOnlyList<string> Names, EntryValue Value);

/// <summary>A command as manuals and completions need it: read from the command itself, so that they tell what its help tells.</summary>
internal sealed record CommandEntry
{
    private const string Examples = "\n\nExample:\n";

    private CommandEntry(string path, Command command)
    {
        Path = path;
        (Text, ExampleLines) = Parts(command);
        Commands = [.. command.Subcommands.Where(sub => !sub.Hidden).Select(sub => new CommandEntry($"{path} {sub.Name}", sub))];
        Arguments = [.. command.Arguments.Where(a => !a.Hidden).Select(a => new EntryValue(a.HelpName ?? a.Name, a.Description ?? ""))];
        Options = [.. command.Options.Where(o => !o.Hidden).Select(Of)];
        Usage = string.Join(' ', command.Arguments.Where(a => !a.Hidden).Select(UsageOf));
    }

    /// <summary>All words of it: <c>reactor silence add</c>.</summary>
    public string Path { get; }

    /// <summary>The last of them.</summary>
    public string Name => Path[(Path.LastIndexOf(' ') + 1)..];

    /// <summary>What it does.</summary>
    public string Text { get; }

    /// <summary>The first sentence of that, without its stop.</summary>
    public string Summary
    {
        get
        {
            var line = Text.Split('\n')[0];
            var end = line.IndexOf(". ", StringComparison.Ordinal);
            return (end < 0 ? line : line[..end]).TrimEnd('.', ':');
        }
    }

    /// <summary>Command lines worth trying.</summary>
    public IReadOnlyList<string> ExampleLines { get; }

    /// <summary>Commands below it.</summary>
    public IReadOnlyList<CommandEntry> Commands { get; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<EntryValue> Arguments { get; }

    /// <summary>Its options.</summary>
    public IReadOnlyList<EntryOption> Options { get; }

    /// <summary>Its arguments as a usage line has them: <c>VM COMMAND [ARGS...]</c>.</summary>
    public string Usage { get; }

    /// <summary>It and all below it.</summary>
    public IEnumerable<CommandEntry> All => Commands.SelectMany(command => command.All).Prepend(this);

    /// <summary>Reads the program's commands.</summary>
    public static CommandEntry Of(RootCommand root) => new("reactor", root);

    /// <summary>The first command line that is worth trying; null where none is given.</summary>
    public static string? ExampleOf(Command command) => Parts(command).Examples is [var first, ..] ? first : null;

    private static (string Text, IReadOnlyList<string> Examples) Parts(Command command)
    {
        var parts = (command.Description ?? "").Split(Examples, 2);
        return (parts[0], parts.Length == 1 ? [] : [.. parts[1].Split('\n').Select(line => line.Trim())]);
    }

    // Options of which only the short names are known to nobody stay short: -?.
    private static EntryOption Of(Option option) => new(
        [.. option.Aliases.Append(option.Name).Where(name => name is not ("-?" or "/?" or "/h")).Distinct().OrderByDescending(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)],
        ValueOf(option));

    private static EntryValue ValueOf(Option option)
    {
        var value = new EntryValue(option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? "" : option.HelpName ?? "VALUE", option.Description ?? "");
        return value.Words.Count > 0 || value.Name.Length == 0 || option.ValueType != typeof(string) ? value : value with { Words = [.. option.GetCompletions(CompletionContext.Empty).Select(item => item.Label)] };
    }

    private static string UsageOf(Argument argument)
    {
        var name = (argument.HelpName ?? argument.Name) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $"[{name}]" : name;
    }
}
