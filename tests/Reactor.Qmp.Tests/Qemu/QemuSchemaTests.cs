using System.Text;
using System.Text.Json;

namespace Reactor.Qmp.Tests.Qemu;

/// <summary>The schema of a real QEMU against the default catalogues.</summary>
public class QemuSchemaTests
{
    /// <summary>Values that only some builds of QEMU have: of other systems, or with libraries that are seldom there.</summary>
    private static readonly HashSet<string> s_someBuilds =
        ["io_uring", "nvme-io_uring", "virtio-blk-vfio-pci", "virtio-blk-vhost-user", "virtio-blk-vhost-vdpa", "vmnet-bridged", "vmnet-host", "vmnet-shared"];

    /// <summary>Needed before QEMU 8.2, where <c>channels</c> can take their place.</summary>
    private static readonly HashSet<string> s_neededOnce = ["migrate.uri", "migrate-incoming.uri"];

    [QemuFact]
    public async Task Own_events_are_known_with_equal_fields()
    {
        var (schema, version, _) = await FetchAsync();
        Assert.InRange(schema.Events.All.Count, 40, 200);
        Assert.Equal(version, Version.Parse(schema.QemuVersion!));
        var differences = schema.Events.All.SelectMany(e => EventDifferences(e, version)).ToList();
        Assert.True(differences.Count == 0 || version.Major > 10, string.Join('\n', differences));
    }

    [QemuFact]
    public async Task Own_commands_are_known_with_equal_arguments()
    {
        var (schema, version, _) = await FetchAsync();
        Assert.InRange(schema.Commands.All.Count, 150, 400);
        var differences = schema.Commands.All.SelectMany(c => CommandDifferences(c, version)).ToList();
        Assert.True(differences.Count == 0 || version.Major > 10, string.Join('\n', differences));
    }

    [QemuFact]
    public async Task Default_knows_of_no_older_event_or_command_that_this_qemu_lacks_without_a_reason()
    {
        var (schema, version, _) = await FetchAsync();
        var events = EventCatalogue.Default.All.Where(e => !schema.Events.TryGet(e.Name, out _)).Where(e => Is(version, e.Since, e.Removed?.In) && e.Condition is null);
        Assert.Empty(events.Select(e => e.Name));

        // These are for other processors, hosts or builds.
        string[] elsewhere = ["dump-skeys", "get-win32-socket", "query-cpu-model-baseline", "query-cpu-model-comparison", "query-gic-capabilities"];
        var commands = CommandCatalogue.Default.All.Where(c => !schema.Commands.TryGet(c.Name, out _)).Where(c => Is(version, c.Since, c.Removed?.In) && c.Condition is null);
        Assert.Empty(commands.Select(c => c.Name).Except(elsewhere));
    }

    [QemuFact]
    public async Task Union_arguments_are_checked_by_branch_and_device_add_stays_open()
    {
        var (schema, _, _) = await FetchAsync();
        Assert.True(schema.Commands.TryGet("blockdev-add", out var add));
        Assert.False(add.OpenEnded);
        Assert.Empty(add.ArgumentProblems(new Dictionary<string, string?> { ["driver"] = "raw", ["node-name"] = "n", ["file"] = null }));
        var problem = Assert.Single(add.ArgumentProblems(new Dictionary<string, string?> { ["driver"] = "raw", ["file"] = null, ["vote-threshold"] = "2" }));
        Assert.Equal(ArgumentProblemKind.Unknown, problem.Kind);
        Assert.True(schema.Commands.TryGet("device_add", out var device));
        Assert.True(device.OpenEnded);
        Assert.Equal(CommandRisk.Destructive, schema.Commands.RiskOf("system_reset"));
    }

    [QemuFact]
    public async Task Truncated_or_changed_anywhere_it_is_read_or_refused()
    {
        var (_, _, json) = await FetchAsync();
        var random = new Random(20);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = json.ToArray();
            if (i % 3 == 0)
                changed = changed[..random.Next(changed.Length)];
            else
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                QmpSchemaReader.Read(changed);
            }
            catch (QmpSchemaException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 300);
    }

    private static async Task<(QmpSchema Schema, Version Version, ReadOnlyMemory<byte> Json)> FetchAsync()
    {
        using var qemu = await QemuProcess.StartAsync("-M", "none");
        FetchedSchema fetched = await QmpSchemaFetcher.FetchAsync(qemu.Address, QmpConnectionOptions.Default, CancellationToken.None).Guarded();
        QmpGreeting greeting = fetched.Greeting;
        return (QmpSchemaReader.Read(fetched.Json, greeting.Version), new Version(greeting.Major, greeting.Minor, greeting.Micro), fetched.Json);
    }

    private static IEnumerable<string> EventDifferences(EventSchema e, Version version)
    {
        if (!EventCatalogue.Default.TryGet(e.Name, out var known))
            return [$"{e.Name} is not known"];
        return FieldDifferences(e.Name, e.Fields, known.Fields, version).Concat(Ages(e.Name, version, known.Since, known.Removed?.In));
    }

    private static IEnumerable<string> FieldDifferences(string where, IReadOnlyList<EventField> own, IReadOnlyList<EventField> all, Version version)
    {
        var known = all.Where(f => Is(version, f.Since, null)).ToList();
        if (!own.Select(f => f.Name).Order().SequenceEqual(known.Select(f => f.Name).Order()))
            yield return $"{where} has {string.Join(' ', own.Select(f => f.Name))}, not {string.Join(' ', known.Select(f => f.Name))}";
        foreach (var (f, k) in own.Join(known, f => f.Name, k => k.Name, (f, k) => (f, k)))
        {
            string at = $"{where}.{f.Name}";
            if ((f.Type, f.Optional) != (k.Type, k.Optional))
                yield return $"{at} is {f.Type}, optional {f.Optional}, not {k.Type}, optional {k.Optional}";
            foreach (string difference in ValueDifferences(at, f.Values, k.Values, k.ValueSince, version).Concat(FieldDifferences(at, f.Fields, k.Fields, version)))
                yield return difference;
            if (f.Branches?.Tag != k.Branches?.Tag)
                yield return $"{at} branches by {f.Branches?.Tag}, not {k.Branches?.Tag}";
            foreach (var (tag, fields) in f.Branches?.Variants.Where(v => v.Value.Count > 0) ?? [])
            {
                foreach (string difference in FieldDifferences($"{at}[{tag}]", fields, k.Branches!.Variants.GetValueOrDefault(tag) ?? [], version))
                    yield return difference;
            }
        }
    }

    private static IEnumerable<string> CommandDifferences(CommandSchema c, Version version)
    {
        if (!CommandCatalogue.Default.TryGet(c.Name, out var known))
        {
            yield return $"{c.Name} is not known";
            yield break;
        }

        foreach (string difference in Ages(c.Name, version, known.Since, known.Removed?.In))
            yield return difference;
        if (c.AllowOob != known.AllowOob || c.Unstable != known.Unstable || (c.Returns is null) != (known.Returns is null))
            yield return $"{c.Name} differs in allowOob, unstable or whether it returns something";
        var arguments = known.Arguments.Where(a => Is(version, a.Since, a.RemovedIn)).ToList();
        if (!c.Arguments.Select(a => a.Name).Order().SequenceEqual(arguments.Select(a => a.Name).Order()))
            yield return $"{c.Name} takes {string.Join(' ', c.Arguments.Select(a => a.Name))}, not {string.Join(' ', arguments.Select(a => a.Name))}";
        foreach (var (a, k) in c.Arguments.Join(arguments, a => a.Name, k => k.Name, (a, k) => (a, k)))
        {
            if ((a.Type, a.Optional) != (k.Type, k.Optional) && !(s_neededOnce.Contains($"{c.Name}.{a.Name}") && version < new Version(8, 2)))
                yield return $"{c.Name}.{a.Name} is {a.Type}, optional {a.Optional}, not {k.Type}, optional {k.Optional}";
            foreach (string difference in ValueDifferences($"{c.Name}.{a.Name}", a.Values, k.Values, k.ValueSince, version))
                yield return difference;
        }
    }

    private static IEnumerable<string> Ages(string name, Version version, string since, string? removedIn) =>
        Is(version, since, removedIn) ? [] : [$"{name} is said to be there from {since} until {removedIn}"];

    private static IEnumerable<string> ValueDifferences(string at, IReadOnlyList<string> own, IReadOnlyList<string> all, IReadOnlyDictionary<string, string> since, Version version)
    {
        var known = all.Where(v => Is(version, since.GetValueOrDefault(v), null) && (own.Contains(v) || !s_someBuilds.Contains(v)));
        return own.Order().SequenceEqual(known.Order()) ? [] : [$"{at} is one of {string.Join(' ', own.Order())}, not {string.Join(' ', known.Order())}"];
    }

    private static bool Is(Version version, string? since, string? removedIn) =>
        (!Version.TryParse(since, out var first) || first <= version) && (removedIn is null || version < Version.Parse(removedIn));
}
