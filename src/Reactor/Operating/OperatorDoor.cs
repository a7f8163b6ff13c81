using System.Text.Json.Nodes;
using Reactor.Actors.Hosting;
using Reactor.Actors.Operating;
using Reactor.Actors.Status;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Operating;

/// <summary>What everything shares that operators do to alerts, silences and maintenances: it is written, with its audit, before it is confirmed.</summary>
internal sealed class OperatorDoor(Func<IReactorRuntime> runtime, Func<IRuntimeStatusSource> status, string storePath, ReadLane reads, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    public IReactorRuntime Runtime => runtime();

    public RuntimeStatus Status() => status().Read();

    /// <summary>Reads the store.</summary>
    public Task<T> ReadAsync<T>(Func<StoreReader, T> read, CancellationToken cancellation) => reads.RunForActAsync(() => read(StoreReader.Open(storePath)), cancellation);

    /// <summary>Waits until partitions have taken in what has ids that begin so. False: they have not yet; it is durable all the same, and will be.</summary>
    public async Task<bool> TakenAsync(string id, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (await ReadAsync(reader => reader.WaitsInInbox(id), cancellation))
        {
            if (time.GetElapsedTime(began) > s_patience)
            {
                return false;
            }
            await Task.Delay(s_look, time, cancellation);
        }
        return true;
    }

    /// <summary>Does something, or writes into the audit that it was refused.</summary>
    public async Task<T> AuditedAsync<T>(Operator who, string command, JsonObject arguments, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (QueryRefusedException refused)
        {
            await Runtime.ActAsync(new OperatorAct { Audit = [Audit(who, command, arguments) with { Outcome = AuditOutcomes.Refused, Detail = Cut(refused.Message) }] });
            throw;
        }
    }

    /// <summary>A row of the audit about something that is done with its writing.</summary>
    public AuditRow Audit(Operator who, string command, JsonObject arguments, string vmId = "", string vm = "") =>
        Runtime.NewAudit(who, command, arguments.ToJsonString(JsonLines.Options)) with { VmId = vmId, Vm = vm };

    private static string Cut(string text) => Printable.Of(text, 500);
}
