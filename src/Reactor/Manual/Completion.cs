using System.Text;

namespace Reactor.Manual;

/// <summary>
/// Writes completions for shells. All that they need stands in them: completing starts no program, so it takes no time and needs no daemon.
/// A shell finds out how deep in the commands it is, then what the word before takes, then what may stand here.
/// </summary>
internal static class Completion
{
    /// <summary>The shells that there are completions for.</summary>
    public static readonly IReadOnlyDictionary<string, Func<CommandEntry, string>> Shells = new Dictionary<string, Func<CommandEntry, string>>
    {
        ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish,
    };

    private static string Bash(CommandEntry root)
    {
        var text = new StringBuilder("""
            # bash completion of reactor: written by 'reactor completion bash'.
            _reactor() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} at= words= files= i

            """);
        text.Append("  for ((i = 1; i < COMP_CWORD; i++)); do\n    case \"$at ${COMP_WORDS[i]}\" in\n");
        text.Append($"      {Patterns(root)}) at=\"$at ${{COMP_WORDS[i]}}\" ;;\n    esac\n  done\n  case \"$at|$prev\" in\n");
        foreach (var (command, option) in Valued(root))
        {
            text.Append($"    {string.Join('|', option.Names.Select(name => Quoted($"{At(command)}|{name}")))}) {Offer(option.Value, "words", "files")}; at=value ;;\n");
        }
        text.Append("  esac\n  case \"$at\" in\n    value) ;;\n");
        foreach (var command in root.All)
        {
            text.Append($"    {Quoted(At(command))}) words={Quoted(string.Join(' ', Words(command)))}{(TakesFiles(command) ? " files=1" : "")} ;;\n");
        }
        text.Append("""
              esac
              mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"; [[ $files && $cur != -* ]] && compgen -f -- "$cur")
            }
            complete -o filenames -F _reactor reactor

            """);
        return text.ToString();
    }

    private static string Zsh(CommandEntry root)
    {
        var text = new StringBuilder("""
            #compdef reactor
            # zsh completion of reactor: written by 'reactor completion zsh'.
            _reactor() {
              local at= i
              local -a options commands

            """);
        text.Append("  for ((i = 2; i < CURRENT; i++)); do\n    case \"$at $words[i]\" in\n");
        text.Append($"      {Patterns(root)}) at=\"$at $words[i]\" ;;\n    esac\n  done\n  case \"$at|$words[CURRENT-1]\" in\n");
        foreach (var (command, option) in Valued(root))
        {
            var offer = option.Value.Kind switch
            {
                ValueKind.Word => $"compadd -- {string.Join(' ', option.Value.Words)}",
                ValueKind.File => "_files",
                _ => $"_message {Quoted(option.Value.Name)}",
            };
            text.Append($"    {string.Join('|', option.Names.Select(name => Quoted($"{At(command)}|{name}")))}) {offer}; return ;;\n");
        }
        text.Append("  esac\n  case \"$at\" in\n");
        foreach (var command in root.All)
        {
            text.Append($"    {Quoted(At(command))})\n");
            text.Append($"      options=({string.Join(' ', command.Options.SelectMany(o => o.Names.Select(name => Described(name, o.Value.Description))))})\n");
            text.Append($"      commands=({string.Join(' ', command.Commands.Select(c => Described(c.Name, c.Summary)).Concat(command.Arguments.SelectMany(a => a.Words).Select(Quoted)))})\n");
            text.Append(TakesFiles(command) ? "      [[ $words[CURRENT] == -* ]] || _files\n" : "");
            text.Append("      ;;\n");
        }
        text.Append("""
              esac
              if [[ $words[CURRENT] == -* ]]; then
                _describe -o option options
              else
                _describe command commands
              fi
            }
            compdef _reactor reactor

            """);
        return text.ToString();

        static string Described(string name, string what) => Quoted($"{name.Replace(":", "\\:", StringComparison.Ordinal)}:{what.Split('\n')[0]}");
    }

    private static string Fish(CommandEntry root)
    {
        var text = new StringBuilder($"""
            # fish completion of reactor: written by 'reactor completion fish'.
            function __reactor_at
                set -l at ''
                for word in (commandline -opc)[2..]
                    switch "$at $word"
                        case {string.Join(' ', Deeper(root).Select(command => FishQuoted(At(command))))}
                            set at "$at $word"
                    end
                end
                test "$at" = "$argv[1]"
            end
            complete -c reactor -f

            """);
        foreach (var command in root.All)
        {
            var here = $"complete -c reactor -n {FishQuoted($"__reactor_at {FishQuoted(At(command))}")}";
            foreach (var below in command.Commands)
            {
                text.Append($"{here} -a {FishQuoted(below.Name)} -d {FishQuoted(below.Summary)}\n");
            }
            foreach (var word in command.Arguments.SelectMany(a => a.Words))
            {
                text.Append($"{here} -a {FishQuoted(word)}\n");
            }
            text.Append(TakesFiles(command) ? $"{here} -F\n" : "");
            foreach (var option in command.Options)
            {
                var names = string.Join(' ', option.Names.Select(name => name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}" : $"-s {name[1..]}"));
                var value = option.Value switch
                {
                    { Name: "" } => "",
                    { Kind: ValueKind.Word } v => $" -x -a {FishQuoted(string.Join(' ', v.Words))}",
                    { Kind: ValueKind.File } => " -r -F",
                    _ => " -x",
                };
                text.Append($"{here} {names}{value} -d {FishQuoted(option.Value.Description.Split('\n')[0])}\n");
            }
        }
        return text.ToString();
    }

    /// <summary>Where a command is: its words but the first, a blank before each.</summary>
    private static string At(CommandEntry command) => command.Path["reactor".Length..];

    private static IEnumerable<CommandEntry> Deeper(CommandEntry root) => root.All.Where(command => command != root);

    private static string Patterns(CommandEntry root) => string.Join('|', Deeper(root).Select(command => Quoted(At(command))));

    private static IEnumerable<(CommandEntry Command, EntryOption Option)> Valued(CommandEntry root) =>
        root.All.SelectMany(command => command.Options.Where(option => option.Value.Name.Length > 0).Select(option => (command, option)));

    private static IEnumerable<string> Words(CommandEntry command) =>
        command.Commands.Select(below => below.Name).Concat(command.Arguments.SelectMany(a => a.Words)).Concat(command.Options.SelectMany(option => option.Names));

    private static bool TakesFiles(CommandEntry command) => command.Arguments.Any(argument => argument.Kind == ValueKind.File);

    private static string Offer(EntryValue value, string words, string files) => value.Kind switch
    {
        ValueKind.Word => $"{words}={Quoted(string.Join(' ', value.Words))}",
        ValueKind.File => $"{files}=1",
        _ => ":",
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string FishQuoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
