using Reactor.CommandLine;
using Reactor.Manual;
using Reactor.Tests.Packaging;

namespace Reactor.Tests.Manual;

/// <summary>Completions, asked as their shells ask them.</summary>
public sealed class CompletionTests : IDisposable
{
    private static readonly CommandEntry s_root = CommandEntry.Of(ReactorCommandLine.Root(new TestTerminal().Terminal));

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ToolFact("bash")]
    public async Task Bash_offers_what_may_stand_there()
    {
        Assert.Equal(["silence"], await BashAsync("sil"));
        Assert.Equal(["add", "expire", "list"], (await BashAsync("silence", "")).Where(word => !word.StartsWith('-')).Order(StringComparer.Ordinal));
        Assert.Equal(["table", "json"], await BashAsync("vms", "--output", ""));
        Assert.Equal(["dead", "delivered", "muted", "pending"], await BashAsync("deliveries", "--state", ""));
        Assert.Equal(["json"], await BashAsync("deliveries", "show", "-o", "j"));
        Assert.Equal(["rules", "config", "inventory", "tests"], (await BashAsync("schema", "")).Where(word => !word.StartsWith('-')));
        Assert.Equal(["a file.yaml", "conf"], (await BashAsync("run", "--config", "")).Order(StringComparer.Ordinal));
        Assert.Equal(["conf"], await BashAsync("check", "con"));
        Assert.Empty(await BashAsync("events", "--vm", ""));
    }

    [ToolFact("bash")]
    public async Task Bash_offers_every_option_of_every_command()
    {
        var asked = s_root.All.Select(command => (command, Words: (string[])[.. command.Path.Split(' ').Skip(1), "-"])).ToList();

        var offered = await BashAsync([.. asked.Select(each => each.Words)]);

        Assert.All(asked.Zip(offered), pair => Assert.Equal(
            pair.First.command.Options.SelectMany(option => option.Names).Order(StringComparer.Ordinal), pair.Second.Order(StringComparer.Ordinal)));
    }

    [ToolFact("zsh")]
    public async Task Zsh_offers_what_may_stand_there()
    {
        var script = _folder.Write("_reactor", Completion.Shells["zsh"](s_root));
        // What zsh's completion system would be asked for is printed instead.
        var harness = _folder.Write("harness", $$"""
            compdef() { :; }
            compadd() { shift; print -l -- "$@"; }
            _files() { print -- FILES; }
            _message() { print -- "MESSAGE $1"; }
            _describe() { [[ $1 == -o ]] && shift; print -l -- "${(@P)2%%:*}"; }
            source {{script}}
            words=(reactor "$@"); CURRENT=$#words
            _reactor
            """);

        async Task<string[]> AskAsync(params string[] words)
        {
            var (code, output) = await Tool.RunAsync("zsh", ["-f", harness, .. words]);
            Assert.True(code == 0, output);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }

        Assert.Equal(["add", "expire", "list"], (await AskAsync("silence", "")).Order(StringComparer.Ordinal));
        Assert.Equal(["table", "json"], await AskAsync("vms", "--output", ""));
        Assert.Equal(["dead", "delivered", "muted", "pending"], await AskAsync("deliveries", "--state", ""));
        Assert.Equal(["FILES"], await AskAsync("run", "--config", ""));
        Assert.Contains("FILES", await AskAsync("check", ""));
        Assert.StartsWith("MESSAGE ", Assert.Single(await AskAsync("events", "--vm", "")), StringComparison.Ordinal);
        foreach (var command in s_root.All)
        {
            Assert.Equal(
                command.Options.SelectMany(option => option.Names).Order(StringComparer.Ordinal),
                (await AskAsync([.. command.Path.Split(' ').Skip(1), "-"])).Order(StringComparer.Ordinal));
        }
    }

    [ToolFact("fish")]
    public async Task Fish_offers_what_may_stand_there()
    {
        var script = _folder.Write("reactor.fish", Completion.Shells["fish"](s_root));

        async Task<string[]> AskAsync(string line)
        {
            var (code, output) = await Tool.RunAsync("fish", "--no-config", "-c", $"source {script}; cd {_folder.Path}; complete -C '{line}'");
            Assert.True(code == 0, output);
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(offer => offer.Split('\t')[0])];
        }

        Assert.Equal(["silence"], await AskAsync("reactor sil"));
        Assert.Equal(["add", "expire", "list"], (await AskAsync("reactor silence ")).Order(StringComparer.Ordinal));
        Assert.Equal(["json", "table"], (await AskAsync("reactor vms --output ")).Order(StringComparer.Ordinal));
        Assert.Equal(["dead", "delivered", "muted", "pending"], (await AskAsync("reactor deliveries --state ")).Order(StringComparer.Ordinal));
        Assert.Equal(["reactor.fish"], await AskAsync("reactor run --config rea"));
        Assert.Equal(s_root.Commands.Single(c => c.Name == "reload").Options.SelectMany(o => o.Names).Where(n => n.StartsWith("--", StringComparison.Ordinal)).Order(StringComparer.Ordinal), (await AskAsync("reactor reload --")).Order(StringComparer.Ordinal));
    }

    private async Task<string[]> BashAsync(params string[] words) => (await BashAsync([words]))[0];

    private async Task<List<string[]>> BashAsync(IReadOnlyList<string[]> lines)
    {
        var script = _folder.Write("reactor.bash", Completion.Shells["bash"](s_root));
        var files = Directory.CreateDirectory(_folder.File("files")).FullName;
        File.WriteAllText(Path.Combine(files, "a file.yaml"), "");
        Directory.CreateDirectory(Path.Combine(files, "conf"));
        var asking = string.Concat(lines.Select(words => $"COMP_WORDS=(reactor {string.Join(' ', words.Select(word => $"'{word}'"))}); COMP_CWORD={words.Length}; _reactor; printf '%s\\n' \"${{COMPREPLY[@]}}\" --; "));
        var (code, output) = await Tool.RunAsync("bash", "--norc", "-uc", $"cd {files}; source {script}; {asking}");
        Assert.True(code == 0, output);
        return [.. output.Split("--\n", StringSplitOptions.None).SkipLast(1).Select(part => part.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
    }
}
