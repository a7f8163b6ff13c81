using System.Text;

namespace Reactor.Manual;

/// <summary>Writes manual pages (man(7)) of commands. A family has one page, with a section for each of its commands.</summary>
internal static class ManPage
{
    /// <summary>The file's name of a page: <c>reactor-qmp.1</c>.</summary>
    public static string FileOf(CommandEntry entry) => $"{Title(entry)}.1";

    /// <summary>The pages that there are: the program's and one for each of its commands.</summary>
    public static IEnumerable<CommandEntry> Pages(CommandEntry root) => root.Commands.Prepend(root);

    /// <summary>Writes one.</summary>
    public static string Write(CommandEntry entry, CommandEntry root)
    {
        var page = new StringBuilder();
        // No date and no version: a page changes when what it tells changes.
        Line(page, $".TH {Title(entry).ToUpperInvariant()} 1 \"\" Reactor \"Reactor manual\"");
        Line(page, ".SH NAME");
        Line(page, $"{Escaped(Title(entry))} \\- {Escaped(Lower(entry.Summary))}");
        Line(page, ".SH SYNOPSIS");
        foreach (var command in entry == root ? [entry] : entry.All)
        {
            Synopsis(page, command, isProgram: entry == root);
        }
        Line(page, ".SH DESCRIPTION");
        Paragraphs(page, entry.Text);
        Values(page, ".SH ARGUMENTS", entry.Arguments);
        Commands(page, entry, root);
        Options(page, ".SH OPTIONS", entry.Options);
        Examples(page, ".SH EXAMPLES", entry.ExampleLines);
        if (entry == root)
        {
            page.Append(Program);
        }
        else
        {
            Line(page, ".SH SEE ALSO");
            Line(page, ".BR reactor (1)");
        }
        return page.ToString();
    }

    private static string Title(CommandEntry entry) => entry.Path.Replace(' ', '-');

    private static string Lower(string text) => text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static void Synopsis(StringBuilder page, CommandEntry command, bool isProgram)
    {
        Line(page, $".B {Escaped(command.Path)}");
        Line(page, isProgram ? "\\fICOMMAND\\fR [\\fIOPTIONS\\fR]" : $"{(command.Usage.Length == 0 ? "" : Escaped(command.Usage) + " ")}[\\fIOPTIONS\\fR]");
        Line(page, ".br");
    }

    private static void Commands(StringBuilder page, CommandEntry entry, CommandEntry root)
    {
        if (entry.Commands.Count == 0)
        {
            return;
        }
        Line(page, ".SH COMMANDS");
        foreach (var command in entry.Commands)
        {
            if (entry == root)
            {
                Line(page, ".TP");
                Line(page, $".BR {Title(command).Replace("-", "\\-", StringComparison.Ordinal)} (1)");
                Line(page, Escaped(command.Summary));
                continue;
            }
            Line(page, $".SS {Escaped(command.Name)} {Escaped(command.Usage)}".TrimEnd());
            Paragraphs(page, command.Text);
            Values(page, null, command.Arguments);
            Options(page, null, command.Options);
            Examples(page, null, command.ExampleLines);
        }
    }

    private static void Values(StringBuilder page, string? head, IReadOnlyList<EntryValue> values)
    {
        if (values.Count > 0 && head is not null)
        {
            Line(page, head);
        }
        foreach (var value in values)
        {
            Item(page, $"\\fI{Escaped(value.Name)}\\fR", value.Description);
        }
    }

    private static void Options(StringBuilder page, string? head, IReadOnlyList<EntryOption> options)
    {
        if (options.Count > 0 && head is not null)
        {
            Line(page, head);
        }
        foreach (var option in options)
        {
            var names = string.Join(", ", option.Names.Select(name => $"\\fB{Escaped(name)}\\fR"));
            Item(page, option.Value.Name.Length == 0 ? names : $"{names} \\fI{Escaped(option.Value.Name)}\\fR", option.Value.Description);
        }
    }

    private static void Item(StringBuilder page, string head, string text)
    {
        Line(page, ".TP");
        Line(page, head);
        Line(page, Guarded(Escaped(text)));
    }

    private static void Examples(StringBuilder page, string? head, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }
        Line(page, head ?? ".PP\nExample:");
        Line(page, ".PP\n.nf\n.RS");
        foreach (var line in lines)
        {
            Line(page, Guarded(Escaped(line)));
        }
        Line(page, ".RE\n.fi");
    }

    private static void Paragraphs(StringBuilder page, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // What is set in is as it is to be typed.
            Line(page, line.StartsWith(' ') ? $".PP\n.nf\n.RS\n{Guarded(Escaped(line.Trim()))}\n.RE\n.fi" : $".PP\n{Guarded(Escaped(line))}");
        }
    }

    // What the formatter would make typographic is to be copied as it is.
    private static string Escaped(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal)
        .Replace("'", "\\(aq", StringComparison.Ordinal).Replace("`", "\\(ga", StringComparison.Ordinal)
        .Replace("~", "\\(ti", StringComparison.Ordinal).Replace("^", "\\(ha", StringComparison.Ordinal);

    // A line that begins with a stop would be an order to the formatter.
    private static string Guarded(string line) => line.StartsWith('.') ? "\\&" + line : line;

    private static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');

    private const string Program = """
        .SH EXIT STATUS
        .TP
        .B 0
        Done.
        .TP
        .B 1
        It could not be done; the error output says why.
        .TP
        .B 2
        The command line was wrong.
        .TP
        .B 78
        The configuration or a rule file is wrong.
        .SH ENVIRONMENT
        .TP
        .B REACTOR_CONFIG
        The main configuration, where no \fB\-\-config\fR names one.
        .TP
        .B NO_COLOR
        Where it is set, nothing is coloured.
        .TP
        .BR NOTIFY_SOCKET ", " WATCHDOG_USEC
        Set by
        .BR systemd (1),
        which is told how the daemon is.
        .TP
        .B JOURNAL_STREAM
        Set by
        .BR systemd (1)
        where log lines go to the journal: they then carry their level as it wants it.
        .SH FILES
        .TP
        .I /etc/reactor/reactor.yaml
        The main configuration, where there is no config/reactor.yaml.
        .TP
        .I /var/lib/reactor
        Store and control socket of the packaged service.
        .SH SEE ALSO
        .BR qemu (1),
        .BR systemd (1)

        """;
}
