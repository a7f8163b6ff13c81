using System.Collections.Immutable;
using System.Text;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Tests.Steps;

/// <summary>Steps to be carried out.</summary>
internal static class SomeStep
{
    /// <summary>Lets every step begin.</summary>
    public static readonly StepPermission Permitted = (_, _) => Task.FromResult<StepResult?>(null);

    /// <summary>Lets none begin: a maintenance.</summary>
    public static readonly StepPermission Held = (step, _) => Task.FromResult<StepResult?>(StepResult.OfHeld(step.Id, "maintenance"));

    public static StepRow Row(string id = "s_1", string kind = "qmp", StepRequest? request = null, string vm = "web1") => new()
    {
        Id = id,
        FiringId = "f_1",
        Rule = "r",
        ActionPath = $"then[0].{kind}",
        Kind = kind,
        VmId = $"id-{vm}",
        VmName = vm,
        IntendedAt = Samples.At,
        Request = StepRequestJson.Write(request ?? (kind == "exec" ? Program("/bin/true") : Commands("stop"))),
    };

    public static StepRequest Commands(params string[] names) => new()
    {
        Kind = "qmp", Timeout = TimeSpan.FromSeconds(30), Commands = [.. names.Select(name => new StepCommand(name))],
    };

    public static StepRequest Questions(params string[] names) => Commands(names) with { Kind = "gather", IsQuestion = true };

    public static StepRequest Program(params string[] arguments) => new()
    {
        Kind = "exec",
        Timeout = TimeSpan.FromSeconds(30),
        Arguments = [.. arguments],
        Stdin = Encoding.UTF8.GetBytes("""{"x":1}"""),
        Environment = ImmutableSortedDictionary<string, string>.Empty,
    };
}
