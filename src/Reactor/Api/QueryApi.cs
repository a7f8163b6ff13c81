using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using System.Text.Json.Nodes;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Simulation;
using Reactor.Rules.Engine;
using Reactor.Rules.Explaining;
using Reactor.Store.Reading;
using Reactor.Trying;

namespace Reactor.Api;

/// <summary><c>GET /v1/NAME</c> for every query: answered from the store, or by the daemon where only that knows.</summary>
internal sealed class QueryApi(string storePath, Func<IRuntimeStatusSource> live, ReadLane reads, Func<IReactorRuntime> runtime, TimeProvider time)
{
    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        // Targets are in the store in part.
        foreach (var query in AllQueries.Answered.Where(query => query != AllQueries.Targets))
        {
            routes.MapGet($"/v1/{query.Name}", async Task<Results<JsonHttpResult<JsonArray>, ProblemHttpResult>> (HttpRequest request) =>
            {
                var values = request.Query.ToDictionary(p => p.Key, p => p.Value.ToString());
                var (arguments, faults) = QueryArguments.Create(query, values, time.GetUtcNow());
                return arguments is null
                    ? TypedResults.Problem(new ProblemDetails { Status = 400, Title = "Bad parameters", Detail = string.Join("; ", faults) })
                    : TypedResults.Json(new JsonArray([.. await AskAsync(query, arguments, request.HttpContext.RequestAborted)]), JsonLines.Options);
            }).Is(ApiOperation.Of(query));
        }
    }

    private async Task<IEnumerable<JsonObject>> AskAsync(Query query, QueryArguments arguments, CancellationToken cancellation)
    {
        if (query == AllQueries.Vms)
        {
            return VmSelection.Of(live().Read().Vms, arguments);
        }
        if (query == AllQueries.Rules)
        {
            return RuleSelection.Of(await runtime().RulesAsync(), arguments);
        }
        if (query == AllQueries.Deliveries)
        {
            var rows = await reads.RunAsync(() => (List<JsonObject>)[.. query.Run(StoreReader.Open(storePath), arguments)], cancellation);
            var targets = live().Read().Targets;
            rows.ForEach(row => DeliveryDetail.Wait(row, targets));
            return rows;
        }
        return query == AllQueries.Explain
            ? await reads.RunAsync(() => Explain(arguments), cancellation)
            : await reads.RunAsync(() => (List<JsonObject>)[.. query.Run(StoreReader.Open(storePath), arguments)], cancellation);
    }

    private List<JsonObject> Explain(QueryArguments arguments)
    {
        if (arguments.Text("event") is not { } id)
        {
            if (arguments.Text("after") is not null || arguments.Text("limit") is not null)
            {
                throw new RequestRefusedException("`after` and `limit` are for the rules of an `event`: of a `rule` alone there is one answer, or none");
            }
            return WhyNot(arguments.Text("rule") ?? throw new RequestRefusedException("`event` is wanted, the id of a stored one, or the name of one `rule`"));
        }
        var reader = StoreReader.Open(storePath);
        var stored = reader.Event(id) ?? throw new QueryRefusedException($"no event {Printable.Of(id)} is stored (any more)");
        var seen = StoredEvents.Seen(stored, ViewOf(stored));
        var firings = AllQueries.Found(() => Traces.Find(reader, stored.Id)).Firings;
        var explainer = new RuleExplainer(runtime().Rules);
        return [.. RuleSelection.Page(runtime().Rules.Rules, rule => rule.Name, arguments).Select(rule => ExplainReport.Row(explainer.Explain(rule, seen), firings))];
    }

    private List<JsonObject> WhyNot(string name)
    {
        var rule = runtime().Rules.Find(name) ?? throw new QueryRefusedException($"there is no rule {Printable.Of(name)}");
        var whyNot = new LastWhyNot(StoreReader.Open(storePath), new RuleExplainer(runtime().Rules), ViewOf).Of(rule);
        return whyNot is null ? [] : [whyNot];
    }

    // As the configuration has it; what was found by discovery is known to the daemon alone.
    private VmView ViewOf(StoredEvent stored)
    {
        var view = new KnownVms(runtime().Configuration).Find(stored.Vm);
        return live().Read().Vms.FirstOrDefault(vm => vm.Id == stored.VmId) is { } vm
            ? view with { Uuid = vm.Uuid, Host = vm.Host, Labels = vm.Labels ?? view.Labels }
            : view;
    }
}
