using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reactor.Reactions.Recovery;

/// <summary>Background jobs, until they are dismissed. A block job that is gone completed or was cancelled: that can't be told, only that it is gone.</summary>
internal sealed class JobAspect : Aspect
{
    private const string Gone = "null"; // QEMU's own word.

    public override string Name => "jobs";

    public override ImmutableArray<string> Commands { get; } = ["query-jobs"];

    public override ImmutableArray<string> Events { get; } =
        ["JOB_STATUS_CHANGE", "BLOCK_JOB_READY", "BLOCK_JOB_PENDING", "BLOCK_JOB_COMPLETED", "BLOCK_JOB_CANCELLED", "BLOCK_JOB_ERROR"];

    public override ImmutableSortedDictionary<string, string> Read(
        JsonElement answer, ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> beforeGap)
    {
        var jobs = None.ToBuilder();
        foreach (var job in Elements(answer))
        {
            if (Text(job, "id") is { } id && Text(job, "status") is { } status)
            {
                // Progress is of use once it stands still.
                jobs[id] = (status is "ready" or "pending" or "concluded"
                    ? Pick(job, "type", "status", "current-progress", "total-progress", "error")
                    : Pick(job, "type", "status")).ToJsonString();
            }
        }

        return jobs.ToImmutable();
    }

    public override ImmutableSortedDictionary<string, string> After(ImmutableSortedDictionary<string, string> before, string name, JsonElement data)
    {
        if (name != "JOB_STATUS_CHANGE" || Text(data, "id") is not { } id || Text(data, "status") is not { } status)
        {
            return before;
        }

        if (status == Gone)
        {
            return before.Remove(id);
        }

        var job = before.TryGetValue(id, out var known) ? Parse(known) : [];
        job["status"] = status;
        return before.SetItem(id, job.ToJsonString());
    }

    public override IEnumerable<(string Name, JsonObject Data, string Before)> Between(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        foreach (var (id, entry) in after)
        {
            var (job, was) = (Parse(entry), before.GetValueOrDefault(id, ""));
            var status = StatusOf(job);
            if (was.Length > 0 && StatusOf(Parse(was)) == status)
            {
                continue;
            }

            yield return ("JOB_STATUS_CHANGE", Change(id, status), was);
            if (BlockEvent(id, status, job) is { } told)
            {
                yield return (told.Name, told.Data, was);
            }
        }

        foreach (var (id, was) in before)
        {
            if (!after.ContainsKey(id))
            {
                yield return ("JOB_STATUS_CHANGE", Change(id, Gone), was);
            }
        }
    }

    private static string StatusOf(JsonObject job) => job["status"]!.GetValue<string>();

    private static JsonObject Change(string id, string status) => new() { ["id"] = id, ["status"] = status };

    private static (string Name, JsonObject Data)? BlockEvent(string id, string status, JsonObject job)
    {
        if (job["type"] is not JsonValue kind || !kind.TryGetValue(out string? name) || name is not ("commit" or "stream" or "mirror" or "backup"))
        {
            return null;
        }

        var type = job["type"]!.DeepClone();
        return status switch
        {
            "pending" => ("BLOCK_JOB_PENDING", new JsonObject { ["type"] = type, ["id"] = id }),
            "ready" => ("BLOCK_JOB_READY", Progress()),
            "concluded" => ("BLOCK_JOB_COMPLETED", Progress()),
            _ => null,
        };

        JsonObject Progress()
        {
            var data = new JsonObject { ["type"] = type, ["device"] = id };
            foreach (var (shown, member) in new[] { ("len", "total-progress"), ("offset", "current-progress"), ("error", "error") })
            {
                if (job[member] is { } value)
                {
                    data[shown] = value.DeepClone();
                }
            }

            return data;
        }
    }
}
