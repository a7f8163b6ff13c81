using System.Reflection;

namespace Architecture.Tests;

/// <summary>Who may use whom. The compiled references are what counts, not the project files.</summary>
public sealed class DirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Reactor.Qmp"] = [],
        ["Reactor.Cel"] = [],
        ["Reactor.Rules"] = ["Reactor.Qmp", "Reactor.Cel"],
        ["Reactor.Reactions"] = ["Reactor.Rules", "Reactor.Qmp", "Reactor.Cel"],
        ["Reactor.Store"] = ["Reactor.Reactions", "Reactor.Rules"],
        ["Reactor.Actors"] = ["Reactor.Store", "Reactor.Reactions", "Reactor.Rules", "Reactor.Qmp", "Reactor.Cel"],
    };

    private static readonly string[] Pure = ["Reactor.Cel", "Reactor.Rules", "Reactor.Reactions"];

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    public static TheoryData<string> PureProjects => [.. Pure];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_those_above_it(string name)
    {
        var found = References(name).Where(r => r.StartsWith("Reactor.", StringComparison.Ordinal));

        Assert.Empty(found.Except(Allowed[name]));
    }

    [Theory]
    [InlineData("Reactor.Qmp")]
    [InlineData("Reactor.Cel")]
    public void Wire_and_language_use_the_base_class_library_alone(string name) =>
        Assert.All(References(name), r => Assert.StartsWith("System", r, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(PureProjects))]
    public void Pure_project_never_sees_actors_databases_sockets_or_processes(string name)
    {
        string[] banned = ["Akka", "Microsoft.Data.Sqlite", "Microsoft.AspNetCore", "System.Net.Sockets", "System.Net.Http", "System.Diagnostics.Process"];

        var found = References(name).Where(r => banned.Any(b => r.StartsWith(b, StringComparison.Ordinal)));

        Assert.Empty(found);
    }

    [Theory]
    [MemberData(nameof(PureProjects))]
    public void Pure_project_never_calls_what_writes_files_or_reads_the_clock(string name)
    {
        var found = MemberReferences.Of(Load(name)).Where(IsImpure).Order().ToArray();

        Assert.Empty(found);
    }

    [Fact]
    public void Only_the_runtime_and_the_program_use_Akka()
    {
        var users = Allowed.Keys.Where(n => References(n).Any(r => r.StartsWith("Akka", StringComparison.Ordinal)));

        Assert.Equal(["Reactor.Actors"], users);
    }

    // Handlers and actors that are made of expressions are compiled at each start, with megabytes of libraries.
    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_makes_nothing_of_expressions(string name) => Assert.DoesNotContain("System.Linq.Expressions", References(name));

    private static bool IsImpure(string member) =>
        member is "System.TimeProvider.get_System"
            or "System.DateTime.get_UtcNow" or "System.DateTime.get_Now"
            or "System.DateTimeOffset.get_UtcNow" or "System.DateTimeOffset.get_Now"
            or "System.Diagnostics.Stopwatch.GetTimestamp" or "System.Diagnostics.Stopwatch.StartNew"
            or "System.Environment.get_TickCount64" or "System.Random.get_Shared" or "System.Guid.NewGuid"
        || member.StartsWith("System.IO.File.Write", StringComparison.Ordinal)
        || member.StartsWith("System.IO.File.Append", StringComparison.Ordinal)
        || member.StartsWith("System.IO.File.Delete", StringComparison.Ordinal)
        || member.StartsWith("System.IO.File.Move", StringComparison.Ordinal)
        || member.StartsWith("System.IO.File.Create", StringComparison.Ordinal)
        || member.StartsWith("System.IO.Directory.Create", StringComparison.Ordinal)
        || member.StartsWith("System.IO.Directory.Delete", StringComparison.Ordinal);

    private static IEnumerable<string> References(string name) => Load(name).GetReferencedAssemblies().Select(a => a.Name!);

    private static Assembly Load(string name) => Assembly.Load(new AssemblyName(name));
}
