using System.Net.Sockets;
using System.Text.Json;
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
    public static async Task<IReadOnlyList<JsonObject>> AskAsync(
        string storePath, Query query, IReadOnlyDictionary<string, string> values, Terminal terminal, CancellationToken cancellation)
    {
        var (arguments, faults) = QueryArguments.Create(query, values, terminal.Time.GetUtcNow());
        if (arguments is null)
        {
            throw new CommandFailedException(string.Join("; ", faults), ExitCode.Usage);
        }
        var socket = ControlSocket.PathFor(storePath);
        if (ControlSocket.IsAnswered(socket))
        {
            var path = QueryHelpers.AddQueryString($"/v1/{query.Name}", values.ToDictionary(p => p.Key, p => (string?)p.Value));
            return await ControlClient.SendAsync(socket, HttpMethod.Get, path, TimeSpan.FromSeconds(30), cancellation);
        }
        if (!File.Exists(storePath))
        {
            throw new CommandFailedException(
                $"nothing to ask: no reactor is running (nobody answers on {socket}) and there is no store at {storePath}. Start one with: reactor run; one that has its configuration elsewhere is named by --config or $REACTOR_CONFIG");
        }
        if (query.Name == AllQueries.Vms.Name)
        {
            await terminal.Error.WriteLineAsync("reactor is not running: this is what it last knew");
        }
        try
        {
            return [.. query.Run(StoreReader.Open(storePath), arguments)];
        }
        catch (Exception failure) when (failure is StoreUnavailableException or QueryRefusedException)
        {
            throw new CommandFailedException(failure.Message);
        }
    }
}
