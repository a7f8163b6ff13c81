using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Tests.Steps;

/// <summary>Whatever the text is, a real program gets it, byte for byte, or is told not to have been started.</summary>
public sealed class HostileProgramTests : IDisposable
{
    // The system's bound of one argument, its NUL included.
    private const int OneArgument = 128 * 1024;

    private static readonly string[] s_atoms =
    [
        "'", "\"", "\\", "\n", "\r", "\t", " ", "$(id)", "`id`", "${HOME}", "--help", "-", "--", ";", "&&", "|", ">", "*", "~", "../", "%s", "\u001b[2J", "\u202e", "\ud800", "\udc00", "\ud83d\ude00", "ü", "=",
    ];

    private readonly TempFolder _folder = new();
    private readonly ProgramLauncher _launcher = new(StepStarter.FindSystemProgram, new GuardLink([], NullLogger.Instance), new Random().NextInt64());

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    public void Dispose()
    {
        _launcher.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Arguments_variables_and_input_arrive_as_they_are(int seed)
    {
        var random = new Random(seed);
        string Text() => string.Concat(Enumerable.Range(0, random.Next(0, 30)).Select(_ => s_atoms[random.Next(s_atoms.Length)]));
        var (first, second, variable, input) = (Text(), Text(), Text(), Text());
        var stdin = JsonSerializer.SerializeToUtf8Bytes(Whole(input));

        var result = await RunAsync(SomeStep.Program("/bin/sh", "-c", """printf '%s\n--\n' "$#" "$1" "$2" "$TICKET"; cat""", "sh", first, second) with
        {
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("TICKET", variable), Stdin = stdin,
        });

        Assert.Equal($"2\n--\n{Whole(first)}\n--\n{Whole(second)}\n--\n{Whole(variable)}\n--\n{Encoding.UTF8.GetString(stdin)}", result.Stdout);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--reuid=0")]
    [InlineData("--")]
    [InlineData("-c")]
    public async Task Argument_that_looks_like_an_option_is_the_programs_own(string argument)
    {
        var result = await RunAsync(SomeStep.Program("/usr/bin/printf", "%s", argument));

        Assert.Equal(argument, result.Stdout);
    }

    [Fact]
    public async Task Input_of_mebibytes_arrives_whole()
    {
        var stdin = JsonSerializer.SerializeToUtf8Bytes(new string('"', 2 * 1024 * 1024));

        var result = await RunAsync(SomeStep.Program("/bin/sh", "-c", "cat > input; wc -c < input") with { Stdin = stdin });

        Assert.Equal($"{stdin.Length}\n", result.Stdout);
        Assert.Equal(stdin, await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "input")));
    }

    [Fact]
    public async Task Program_that_does_not_read_its_input_is_done()
    {
        var result = await RunAsync(SomeStep.Program("/bin/true") with { Stdin = JsonSerializer.SerializeToUtf8Bytes(new string('x', 2 * 1024 * 1024)) });

        Assert.Equal(StepStatus.Ok, result.Status);
    }

    [Fact]
    public async Task Argument_of_the_greatest_length_arrives_and_a_longer_one_is_told()
    {
        var longest = new string('x', OneArgument - 1);

        var arrives = await RunAsync(SomeStep.Program("/bin/sh", "-c", "printf %s \"${#1}\"", "sh", longest));
        var tooLong = await RunAsync(SomeStep.Program("/bin/true", longest + "x"));
        var variable = await RunAsync(SomeStep.Program("/bin/true") with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("TICKET", longest) });

        Assert.Equal($"{OneArgument - 1}", arrives.Stdout);
        Assert.Equal((StepStatus.Failed, StepError.TooLarge), (tooLong.Status, tooLong.Error!.Class));
        Assert.Contains("argument 1 of the program has 131072 bytes", tooLong.Error.Description, StringComparison.Ordinal);
        Assert.Equal(StepError.TooLarge, variable.Error!.Class);
        Assert.Contains("TICKET", variable.Error.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_that_are_too_long_together_are_told()
    {
        var result = await RunAsync(SomeStep.Program(["/bin/true", .. Enumerable.Repeat(new string('x', OneArgument - 1), 100)]));

        Assert.Equal((StepStatus.Failed, StepError.TooLarge), (result.Status, result.Error!.Class));
    }

    // Half a pair is no character.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private Task<StepResult> RunAsync(StepRequest request) =>
        new ProgramRunner(_launcher, SomeStep.Permitted, _folder.Path, name => name == "PATH" ? "/usr/bin:/bin" : null, new ManualTime()).RunAsync(SomeStep.Row(), request, CancellationToken.None).Guarded();
}
