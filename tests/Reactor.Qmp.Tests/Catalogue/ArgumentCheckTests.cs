namespace Reactor.Qmp.Tests.Catalogue;

public class ArgumentCheckTests
{
    [Theory]
    [InlineData("stop")]
    [InlineData("device_del", "id")]
    [InlineData("dump-guest-memory", "paging", "protocol", "detach")]
    [InlineData("migrate", "uri", "blk")]
    [InlineData("device_add", "driver", "id", "bus", "memdev", "addr")]
    [InlineData("netdev_add", "type", "id", "hostfwd")]
    [InlineData("blockdev-add", "driver", "node-name", "file", "active")]
    public void Right_names_are_no_problem(string command, params string[] names) => Assert.Empty(Command(command).ArgumentProblems(names));

    [Fact]
    public void Unknown_name_is_told_with_the_nearest_that_isnt_given()
    {
        var problem = Assert.Single(Command("dump-guest-memory").ArgumentProblems(["paging", "protocol", "detatch"]));
        Assert.Equal(new ArgumentProblem(ArgumentProblemKind.Unknown, "detatch", "detach", "dump-guest-memory takes no argument 'detatch': did you mean 'detach'?"), problem);
    }

    [Fact]
    public void Underscore_for_dash_is_told_with_the_dash()
    {
        var problems = Command("blockdev-del").ArgumentProblems(["node_name"]);
        Assert.Equal([(ArgumentProblemKind.Unknown, "node_name", "node-name"), (ArgumentProblemKind.Missing, "node-name", null)], problems.Select(p => (p.Kind, p.Argument, p.Nearest)));
    }

    [Fact]
    public void Unknown_name_that_is_near_nothing_is_told_with_what_there_is()
    {
        Assert.Equal("device_del takes no argument 'force': it takes id", Command("device_del").ArgumentProblems(["id", "force"]).Single().Message);
        Assert.Equal("stop takes no argument 'up': it takes none", Command("stop").ArgumentProblems(["up"]).Single().Message);
        Assert.EndsWith(" more", Command("migrate-set-parameters").ArgumentProblems(["zzzzzzzzzz"]).Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_missing_ones_are_told_and_removed_ones_are_not_needed()
    {
        var problems = Command("set_link").ArgumentProblems([]);
        Assert.Equal(["set_link needs the argument 'name' (str)", "set_link needs the argument 'up' (bool)"], problems.Select(p => p.Message));
        Assert.Empty(Command("block-dirty-bitmap-add").ArgumentProblems(["node", "name"]));
    }

    [Fact]
    public void Open_ended_command_takes_any_name_but_one_that_stands_for_a_needed_one()
    {
        var problems = Command("device_add").ArgumentProblems(["drvier", "anything"]);
        Assert.Equal([(ArgumentProblemKind.Unknown, "drvier"), (ArgumentProblemKind.Missing, "driver")], problems.Select(p => (p.Kind, p.Argument)));
    }

    [Fact]
    public void Value_that_an_enumeration_lacks_is_told_and_one_not_known_beforehand_is_not()
    {
        CommandSchema action = Command("set-action");
        Assert.Equal(
            [new ArgumentProblem(ArgumentProblemKind.UnknownValue, "panic", "pause", "argument 'panic' of set-action can't be 'puase': did you mean 'pause'?")],
            action.ArgumentProblems(new Dictionary<string, string?> { ["panic"] = "puase", ["watchdog"] = null, ["reboot"] = "reset" }));
        Assert.Empty(Command("balloon").ArgumentProblems(new Dictionary<string, string?> { ["value"] = "words" }));
    }

    [Fact]
    public void Branch_is_checked_exactly_where_its_tag_is_known()
    {
        CommandSchema command = new("make", "other", "", CommandRisk.Reversible, [new("kind", "enum", false) { Values = ["a", "b"] }])
        {
            Branches = new("kind", new Dictionary<string, IReadOnlyList<CommandArgument>>
            {
                ["a"] = [new("alpha", "str", false)],
                ["b"] = [new("beta", "str", true)],
            }),
        };
        Assert.Equal([(ArgumentProblemKind.Missing, "alpha")], Problems("a"));
        Assert.Equal([(ArgumentProblemKind.Unknown, "beta"), (ArgumentProblemKind.Missing, "alpha")], Problems("a", "beta"));
        Assert.Empty(Problems("b"));
        Assert.Empty(Problems(null, "alpha", "beta"));
        Assert.Equal([(ArgumentProblemKind.Unknown, "gamma!")], Problems(null, "gamma!"));

        IEnumerable<(ArgumentProblemKind, string)> Problems(string? kind, params string[] names) =>
            command.ArgumentProblems(names.Prepend("kind").ToDictionary(n => n, n => n == "kind" ? kind : null)).Select(p => (p.Kind, p.Argument));
    }

    private static CommandSchema Command(string name) => CommandCatalogue.Default.TryGet(name, out var command) ? command : throw new InvalidOperationException(name);
}
