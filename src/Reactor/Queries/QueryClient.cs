using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Reactor.Api;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>Answers a query: from the daemon where one runs, else from its store.</summary>
internal static class QueryClient
{
    /// <summary>The rows.</summary>
    /// <exception cref="CommandFailedException">There is nobody to ask, or they refused.</exception>
    public static async Task<IReadOnlyList<JsonObject>> AskAsync(
        string storePath, Query query, IReadOnlyDictionary<string, string> values, Terminal terminal, CancellationToken cancellation)
    {
        var now = terminal.Time.GetUtcNow();
        _ = Checked(query, values, now);
        var socket = ControlSocket.PathFor(storePath);
        if (ControlSocket.IsAnswered(socket))
        {
            return await AllAsync(query, values, page =>
            {
                var path = QueryHelpers.AddQueryString($"/v1/{query.Name}", page.ToDictionary(p => p.Key, p => (string?)p.Value));
                return ControlClient.SendAsync(socket, HttpMethod.Get, path, TimeSpan.FromSeconds(30), cancellation);
            });
        }
        if (!File.Exists(storePath))
        {
            throw new CommandFailedException(
                $"nothing to ask: no reactor is running (nobody answers on {socket}) and there is no store at {storePath}. Start one with: reactor run; one that has its configuration elsewhere is named by --config or $REACTOR_CONFIG");
        }
        try
        {
            var reader = StoreReader.Open(storePath);
            var rows = await AllAsync(query, values, page => Task.FromResult<IReadOnlyList<JsonObject>>([.. query.Run(reader, Checked(query, page, now))]));
            await terminal.Error.WriteLineAsync($"reactor is not running: this is what it last knew{(query == AllQueries.Targets ? ". How targets are a running one knows" : "")}");
            return rows;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or QueryRefusedException)
        {
            throw new CommandFailedException(failure.Message);
        }
    }

    // Who says no number wants all: in pages as large as may be.
    private static async Task<IReadOnlyList<JsonObject>> AllAsync(
        Query query, IReadOnlyDictionary<string, string> values, Func<IReadOnlyDictionary<string, string>, Task<IReadOnlyList<JsonObject>>> ask)
    {
        if (query.PagedBy is not { } member || values.ContainsKey("limit"))
        {
            return await ask(values);
        }
        var page = new Dictionary<string, string>(values) { ["limit"] = QueryArguments.MaximumLimit.ToString(CultureInfo.InvariantCulture) };
        var all = new List<JsonObject>();
        while (true)
        {
            var rows = await ask(page);
            all.AddRange(rows);
            if (rows.Count < QueryArguments.MaximumLimit)
            {
                return all;
            }
            page["after"] = (string)rows[^1][member]!;
        }
    }

    private static QueryArguments Checked(Query query, IReadOnlyDictionary<string, string> values, DateTimeOffset now)
    {
        var (arguments, faults) = QueryArguments.Create(query, values, now);
        return arguments ?? throw new CommandFailedException(string.Join("; ", faults), ExitCode.Usage);
    }
}
